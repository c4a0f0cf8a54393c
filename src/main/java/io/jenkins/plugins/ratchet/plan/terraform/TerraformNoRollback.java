package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** No attribute of the release lets the provider roll back or delete when an upgrade fails. */
public final class TerraformNoRollback extends TerraformRule {
    private static final Map<String, String> WHAT_IT_DOES = Map.of(
            "atomic", "rolls the release back when the upgrade fails, over a database that may be migrated already",
            "cleanup_on_fail",
                    "deletes what a failed upgrade made, the evidence and what the next attempt needs with it");

    @Override
    public String id() {
        return "terraform-no-rollback";
    }

    @Override
    public String purpose() {
        return "Neither `atomic` nor `cleanup_on_fail` is set on the release: migrations are not undone by either.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        return Stream.of("atomic", "cleanup_on_fail")
                .filter(attribute -> terraform
                        .knownRelease()
                        .filter(release -> release.has(attribute))
                        .isPresent())
                .map(attribute -> finding(terraform.knownRelease().orElseThrow(), attribute))
                .toList();
    }

    private Finding finding(PlannedRelease release, String attribute) {
        return Finding.block(
                id(),
                release.address() + " has " + attribute + " = true: it " + WHAT_IT_DOES.get(attribute),
                "no automatic rollback",
                "set " + attribute + " = false on " + release.address()
                        + (release.address().startsWith("module.") ? ", or the module's input that leads there" : "")
                        + ", and plan again; after a failure go forward, or restore the backups");
    }
}
