package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** Terraform has something to do, and can do it. */
public final class TerraformApplicable extends TerraformRule {
    private static final String ID = "terraform-applicable";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "Terraform's plan is complete and changes the release, and nothing keeps Terraform from applying it.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        if (terraform.errored()) {
            return List.of(block("the plan is not complete: Terraform met errors while it was made"));
        }
        boolean idle =
                terraform.leadsTo(situation.target()) && terraform.change().isEmpty();
        return !idle
                ? List.of()
                : List.of(Finding.block(
                        ID,
                        "Terraform has nothing to change on " + terraform.target()
                                + ": configuration and state agree on it",
                        "a configuration that leads to a newer version",
                        "name the newer chart in the configuration; where this version's migration has to run once more,"
                                + " change the release's description"));
    }

    /** @param seen why it did not begin */
    public static Finding block(String seen) {
        return Finding.block(
                ID, seen, "a plan that can be applied", "see to what hinders it, and run `ratchet upgrade` again");
    }
}
