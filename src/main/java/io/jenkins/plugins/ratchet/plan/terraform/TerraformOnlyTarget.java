package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.config.TerraformSettings;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** An upgrade changes the release, and what was allowed to change with it. */
public final class TerraformOnlyTarget extends TerraformRule {
    @Override
    public String id() {
        return "terraform-only-target";
    }

    @Override
    public String purpose() {
        return "Terraform changes nothing but the release, and what `terraform.alsoChanges` names.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        TerraformSettings settings = situation.config().terraform();
        return terraform.changes().stream()
                .filter(change -> !change.address().equals(terraform.target()))
                .filter(change -> settings == null || !settings.mayChange(change.address()))
                .map(change -> Finding.block(
                        id(),
                        change.address() + " would change too: " + String.join(" and ", change.actions())
                                + (change.attributes().isEmpty()
                                        ? ""
                                        : " (" + String.join(", ", change.attributes()) + ")"),
                        "no change beside " + terraform.target(),
                        "apply that on its own first, or name its address under terraform.alsoChanges"))
                .toList();
    }
}
