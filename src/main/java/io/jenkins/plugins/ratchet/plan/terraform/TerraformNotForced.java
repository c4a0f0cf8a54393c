package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** No attribute of the release overwrites what others own, or turns an upgrade into something else. */
public final class TerraformNotForced extends TerraformRule {
    private static final List<String> FORCES =
            List.of("force_update", "recreate_pods", "replace", "take_ownership", "upgrade_install");

    @Override
    public String id() {
        return "terraform-not-forced";
    }

    @Override
    public String purpose() {
        return "None of `force_update`, `recreate_pods`, `replace`, `take_ownership` and `upgrade_install` is set on the"
                + " release.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        return terraform.knownRelease().stream()
                .flatMap(release -> FORCES.stream().filter(release::has))
                .map(attribute -> Finding.block(
                        id(),
                        terraform.target() + " has " + attribute + " = true",
                        "an upgrade of what is there, and of nothing that others own",
                        "set " + attribute + " = false on " + terraform.target() + ", and plan again"))
                .toList();
    }
}
