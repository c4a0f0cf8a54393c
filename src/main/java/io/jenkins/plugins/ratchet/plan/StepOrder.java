package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.temporal.ChronoUnit;
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
        return "Steps come in order: backup, upgrade, verify; an upgrade is verified, and a restore that was begun is ended,"
                + " before the next one begins.";
    }

    @Override
    public boolean beforeBackup() {
        return true;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        Restore half = situation.record().map(UpgradeRecord::restoring).orElse(null);
        if (half != null) {
            return List.of(halfRestored(half));
        }
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

    /** What every step but the restore itself is told meanwhile. */
    public static Finding halfRestored(Restore restore) {
        return Finding.block(
                ID,
                "the restore of upgrade " + restore.upgrade() + " (" + restore.strategy() + ", begun by "
                        + restore.startedBy() + " at " + restore.startedAt().truncatedTo(ChronoUnit.SECONDS)
                        + ") is half done: " + restore.step(),
                "a restore that has ended",
                "run `ratchet restore --upgrade " + restore.upgrade() + " --strategy " + restore.strategy()
                        + " --yes` again: it goes on where it stopped");
    }
}
