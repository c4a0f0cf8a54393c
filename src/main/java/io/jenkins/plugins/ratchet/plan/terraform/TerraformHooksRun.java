package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** No attribute of the release leaves out the migration, or changes what was looked at. */
public final class TerraformHooksRun extends TerraformRule {
    private static final List<String> SKIPS =
            List.of("disable_webhooks", "postrender", "dependency_update", "disable_openapi_validation");

    @Override
    public String id() {
        return "terraform-hooks-run";
    }

    @Override
    public String purpose() {
        return "None of `disable_webhooks`, `postrender`, `dependency_update` and `disable_openapi_validation` is set on the"
                + " release: the first skips the migration, the others change what was reviewed.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        return terraform.knownRelease().stream()
                .flatMap(release -> SKIPS.stream().filter(release::has))
                .map(attribute -> Finding.block(
                        id(),
                        terraform.target() + " has " + attribute
                                + (attribute.equals("disable_webhooks")
                                        ? " = true: no hook would run, and with it no migration"
                                        : ", which changes what was reviewed"),
                        "hooks run: they carry the migration",
                        "remove " + attribute + " from " + terraform.target() + ", and plan again"))
                .toList();
    }
}
