package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** Somebody changed what Terraform manages, without Terraform. */
public final class TerraformDrift extends TerraformRule {
    @Override
    public String id() {
        return "terraform-drift";
    }

    @Override
    public String purpose() {
        return "What was changed since the last apply without Terraform is shown; it never blocks, as a failed upgrade drifts"
                + " too.";
    }

    /** It only warns. */
    @Override
    public boolean waivable() {
        return true;
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        return terraform.drift().stream()
                .map(drift -> Finding.warn(
                        id(),
                        drift.address() + " is not as the state says: "
                                + (drift.deletes() ? "it is gone" : String.join(", ", drift.attributes()) + " differ"),
                        "a state that agrees with what is live",
                        "find out who changed it: what is not in the configuration is overwritten"))
                .toList();
    }
}
