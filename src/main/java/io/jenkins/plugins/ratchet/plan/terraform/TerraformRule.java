package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** A rule about what Terraform would do; it finds nothing where Terraform was not asked. Most of them have no waiver. */
abstract class TerraformRule implements Rule {
    @Override
    public final List<Finding> evaluate(Situation situation) {
        return situation
                .outlook()
                .knownTerraform()
                .map(terraform -> judge(terraform, situation))
                .orElse(List.of());
    }

    @Override
    public boolean waivable() {
        return false;
    }

    abstract List<Finding> judge(TerraformOutlook terraform, Situation situation);
}
