package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.ReleaseState;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.List;

/** Helm holds the release for no other operation. */
final class ReleaseNotPending implements Rule {
    @Override
    public String id() {
        return "release-not-pending";
    }

    @Override
    public String purpose() {
        return "No helm operation is pending: it may be running still, and its migration with it.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public boolean beforeBackup() {
        return true;
    }

    @Override
    public boolean beforeRestore() {
        return true;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        ReleaseState state = situation.history().state();
        if (!state.pending()) {
            return List.of();
        }
        int revision = situation.history().newest().orElseThrow().revision();
        String seen = "revision " + revision + " is " + state;
        InstallerRun run = situation.open().map(Upgrade::helm).orElse(null);
        if (run == null || run.revision() != revision) {
            return block(
                    seen + "; it was not started by Ratchet",
                    "find out who runs helm; once nobody does, `ratchet recover` marks the revision failed");
        }
        switch (run.life(RatchetMark.value(situation.open().orElseThrow().id(), revision))) {
            case RUNNING:
                return block(
                        seen + ", and the helm of upgrade "
                                + situation.open().orElseThrow().id() + " still runs as process " + run.pid()
                                + " on this machine",
                        "wait until it has ended, at the latest at " + run.deadline());
            case ENDED:
                return block(
                        seen + ", and the helm of upgrade "
                                + situation.open().orElseThrow().id() + " (process " + run.pid()
                                + ") ended without a result",
                        "`ratchet recover` marks the revision failed; then upgrade again");
            default:
                return situation.now().isBefore(run.deadline())
                        ? block(
                                seen + ", and its helm may run on " + run.host() + " until " + run.deadline(),
                                "wait until then")
                        : block(
                                seen + ", and its helm on " + run.host() + " had to end at " + run.deadline(),
                                "`ratchet recover` marks the revision failed; then upgrade again");
        }
    }

    private List<Finding> block(String seen, String todo) {
        return List.of(Finding.block(id(), seen, "no pending operation", todo));
    }
}
