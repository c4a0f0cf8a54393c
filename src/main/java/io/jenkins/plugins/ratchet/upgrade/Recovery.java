package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.ActiveJob;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frees a release that a dead helm left pending: proves that no helm lives and no hook Job runs, then marks the revision
 * failed, as helm does itself when it is stopped in order. Never rolls back, never deletes anything.
 */
public final class Recovery {
    private final UpgradeContext context;

    public Recovery(UpgradeContext context) {
        this.context = context;
    }

    /**
     * Recovers the release; to be called with the lock held.
     *
     * @param nobodyRunsHelm the operator's word for a helm that Ratchet did not start and cannot look for
     * @return what was done, in one sentence
     */
    public String run(boolean nobodyRunsHelm) {
        Situation situation = context.inspector().inspect(Purpose.BACKUP, null, Probes.NONE, null, true);
        ReleaseHistory history = situation.history();
        if (!history.state().pending()) {
            return "release " + context.config().release() + " is " + history.state() + ": there is nothing to recover";
        }
        RevisionMeta revision = history.newest().orElseThrow();
        List<Finding> doubts = doubts(situation, revision, nobodyRunsHelm);
        if (!doubts.isEmpty()) {
            throw new RefusedException(doubts);
        }
        boolean written = context.inCluster().releases().markFailed(revision, description(situation, revision));
        if (!written) {
            throw new RefusedException(List.of(Finding.block(
                    "release-not-pending",
                    "revision " + revision.revision() + " was changed by somebody at this very moment",
                    "no helm at work",
                    "look at `ratchet status` and start again")));
        }
        situation
                .open()
                .filter(open -> open.state() == UpgradeState.UPGRADING)
                // A record that cannot be trusted stays as it is: the rules say so before the next step.
                .filter(open -> situation.stored().defect() == null)
                .ifPresent(open -> context.records()
                        .write(
                                situation
                                        .record()
                                        .orElseThrow()
                                        .withOpen(open.fail(
                                                Upgrade.AT_UPGRADE,
                                                "its helm died; revision " + revision.revision() + " was marked failed",
                                                Instant.now())),
                                situation.stored()));
        return "revision " + revision.revision() + " was " + revision.status() + " and is marked failed; go on with"
                + " `ratchet upgrade` to the same or a newer version";
    }

    /** A rollback stays recognisable as one. */
    private static String description(Situation situation, RevisionMeta revision) {
        Integer target = situation
                .release(revision.revision())
                .map(Release::rolledBackTo)
                .orElse(null);
        String found = "Ratchet found this " + revision.status() + " with no helm running it";
        return target == null ? found : "Rollback to " + target + " (abandoned: " + found + ")";
    }

    private List<Finding> doubts(Situation situation, RevisionMeta revision, boolean nobodyRunsHelm) {
        List<Finding> doubts = new ArrayList<>();
        if (revision.status() == ReleaseStatus.UNINSTALLING) {
            doubts.add(Finding.block(
                    "release-deployed",
                    "revision " + revision.revision() + " was being uninstalled: what is left of the release is not"
                            + " known",
                    "a release that was installed or upgraded",
                    "end the uninstallation with helm, or ask the vendor how to go on; Ratchet upgrades only"));
            return doubts;
        }
        for (ActiveJob job : situation.activeJobs()) {
            doubts.add(Finding.block(
                    "no-active-hook-job",
                    "hook Job " + job.name() + " is still active",
                    "no active hook Job",
                    "wait until it is Complete or Failed"));
        }
        Optional<InstallerRun> run =
                situation.open().map(Upgrade::helm).filter(each -> each.revision() == revision.revision());
        if (run.isEmpty()) {
            if (!nobodyRunsHelm) {
                doubts.add(Finding.block(
                        "release-not-pending",
                        "revision " + revision.revision() + " is " + revision.status()
                                + " and was not started by Ratchet, which cannot know whether its helm lives",
                        "somebody who knows that no helm works on this release",
                        "make sure of it, then run `ratchet recover --nobody-runs-helm`"));
            }
            return doubts;
        }
        InstallerRun.Life life =
                run.get().life(RatchetMark.value(situation.open().orElseThrow().id(), revision.revision()));
        boolean maybe = life == InstallerRun.Life.ORPHANED || life == InstallerRun.Life.UNKNOWN && !nobodyRunsHelm;
        if (life == InstallerRun.Life.RUNNING
                || maybe && Instant.now().isBefore(run.get().deadline())) {
            doubts.add(Finding.block(
                    "release-not-pending",
                    "the helm that makes revision " + revision.revision()
                            + switch (life) {
                                case RUNNING ->
                                    " is running, as process " + run.get().pid();
                                case ORPHANED ->
                                    " is running, though process " + run.get().pid() + " has ended";
                                default -> " may be running on " + run.get().host();
                            },
                    "no helm at work",
                    "wait until it has ended, at the latest at " + run.get().deadline()));
        }
        return doubts;
    }
}
