package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.List;

/** An upgrade ends with its verification before the next begins. */
final class StepOrder implements Rule {
    static final String ID = "step-order";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "Steps come in order: backup, upgrade, verify; an upgrade is verified before the next one begins.";
    }

    @Override
    public boolean beforeBackup() {
        return true;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation
                .open()
                .filter(upgrade -> upgrade.state() == UpgradeState.UPGRADED)
                .map(upgrade -> List.of(Finding.block(
                        id(),
                        "upgrade " + upgrade.id() + " to " + upgrade.to() + " was never verified",
                        "step verify before the next upgrade",
                        "run `ratchet verify`")))
                .orElse(List.of());
    }
}
