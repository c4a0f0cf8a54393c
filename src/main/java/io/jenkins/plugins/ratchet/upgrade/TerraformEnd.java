package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformApplicable;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformStateUnlocked;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.terraform.MachineLog;
import io.jenkins.plugins.ratchet.terraform.StateLock;
import io.jenkins.plugins.ratchet.terraform.Terraform;
import io.jenkins.plugins.ratchet.upgrade.Installer.Ended;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How an apply ended, and whether it is certain that it changed nothing: by what Terraform says that it began, and by the
 * revision that helm makes before it does anything else.
 */
final class TerraformEnd {
    private static final long PAUSE_NANOS = 500_000_000L;
    private static final int KILLED = 128;

    private final Terraform terraform;
    private final InstallerRun run;
    private final ReleaseStore releases;
    private final Events events;
    private final BooleanSupplier stopped;

    TerraformEnd(Terraform terraform, InstallerRun run, ReleaseStore releases, Events events, BooleanSupplier stopped) {
        this.terraform = terraform;
        this.run = run;
        this.releases = releases;
        this.events = events;
        this.stopped = stopped;
    }

    Ended read(DetachedProcess process) {
        int status = process.exitStatus();
        boolean orphaned = status != 0 && awaitProvider(process.pid());
        MachineLog log = MachineLog.read(process.output(), process.printedLittle());
        String seen = terraform.command() + " ended with status " + status
                + (orphaned ? ", and its provider went on without it" : "");
        return new Ended(
                status == 0,
                seen,
                log.sentence(),
                status == 0 || status >= KILLED || orphaned
                        ? null
                        : refusal(log, seen).orElse(null));
    }

    /**
     * A provider outlives a Terraform that was killed, and its helm works on; not beyond the time that helm has. The
     * process then idles for ever: what tells is the revision.
     */
    private boolean awaitProvider(long pid) {
        boolean orphaned = InstallerRun.sessionRuns(pid);
        if (orphaned && !over()) {
            events.fact("terraform", "Terraform has gone, its provider works on; waiting for it to end");
        }
        while (InstallerRun.sessionRuns(pid) && !stopped.getAsBoolean() && !over()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (over() && InstallerRun.sessionRuns(pid)) {
            events.fact("terraform", "the provider is done, and idles on in the session of process " + pid);
        }
        return orphaned;
    }

    private boolean over() {
        try {
            return Instant.now().isAfter(run.deadline())
                    || made().filter(TerraformEnd::settled).isPresent();
        } catch (RunException e) {
            return false; // whoever settles the upgrade asks again, and says so
        }
    }

    /** Why it did not begin; empty where something may have been changed. */
    private Optional<Finding> refusal(MachineLog log, String seen) {
        Optional<StateLock> lock = log.lock();
        if (!log.began()) {
            return Optional.of(
                    lock.isPresent()
                            ? TerraformStateUnlocked.finding(lock.get(), terraform.command())
                            : log.stale()
                                    ? stale()
                                    : TerraformApplicable.block(
                                            seen + " before it changed anything: " + log.sentence()));
        }
        return log.whole() && log.begun().equals(Set.of(run.plan().target())) && noRevision()
                ? Optional.of(TerraformApplicable.block(
                        seen + ", before helm made revision " + run.revision() + ": " + log.sentence()))
                : Optional.empty();
    }

    private static Finding stale() {
        return Finding.block(
                "plan-unchanged",
                "the saved plan is stale: somebody changed Terraform's state after it was made",
                "the state that the plan was made from",
                "run `ratchet plan` again and have the new plan approved");
    }

    /** Whether helm is done with a revision. */
    static boolean settled(RevisionMeta revision) {
        return revision.status() == ReleaseStatus.DEPLOYED || revision.status() == ReleaseStatus.FAILED;
    }

    /** Helm stores the new revision before the first hook; where it cannot be asked, nothing is certain. */
    private boolean noRevision() {
        try {
            return made().isEmpty();
        } catch (RunException e) {
            return false;
        }
    }

    private Optional<RevisionMeta> made() {
        return releases.history().newest().filter(newest -> newest.revision() >= run.revision());
    }
}
