package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.terraform.StateLock;
import java.util.List;

/** A lock of the state is respected; Ratchet never forces one. */
public final class TerraformStateUnlocked extends TerraformRule {
    private static final String ID = "terraform-state-unlocked";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "Nobody else holds the lock of Terraform's state; it is never forced.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        return terraform
                .knownLock()
                .map(lock -> List.of(finding(lock, terraform.command())))
                .orElse(List.of());
    }

    /** @param command {@code terraform} or {@code tofu} */
    public static Finding finding(StateLock lock, String command) {
        return Finding.block(
                ID,
                "the state is locked by " + lock,
                "nobody else at work on the state",
                "wait until they have ended, or set terraform.lockTimeout; only where it is certain that nobody is at work"
                        + " any more, as after a machine died: `" + command + " force-unlock "
                        + (lock.id() == null ? "ID" : lock.id()) + "`");
    }
}
