package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The program that an upgrade started, written down before it can do anything, so that whoever comes later can tell
 * whether it may still be running.
 *
 * @param revision the revision that it is to create
 * @param host machine that it runs on, as {@link Machine} tells machines apart
 * @param pid process id there; 0 until it is started
 * @param started when the process started, as the machine tells; guards against a pid that was given out again
 * @param deadline when it has given up by itself; for helm its start, plus its {@code --timeout} for each phase of hooks
 * @param console the version that an admin console was asked to deploy, whose own helm makes the revision; null where
 *     the process is helm itself
 * @param plan that Terraform was given, whose provider makes the revision; null where the process is not Terraform
 * @param images of the services that are rolled; empty where helm changes images by its chart
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record InstallerRun(
        int revision,
        String host,
        long pid,
        Instant started,
        Instant deadline,
        ConsoleVersion console,
        AppliedPlan plan,
        List<ImageChange> images) {
    public InstallerRun {
        images = images == null ? List.of() : List.copyOf(images);
    }

    /** What is known of a process. */
    public enum Life {
        RUNNING,
        /**
         * It has ended, and something that it started has not: the provider of a Terraform that was killed upgrades on,
         * and idles for ever once it has.
         */
        ORPHANED,
        ENDED,
        /** It runs, or ran, on another machine. */
        UNKNOWN;

        /** Whether something of it is there, on this machine. */
        public boolean isThere() {
            return this == RUNNING || this == ORPHANED;
        }
    }

    /** A helm about to be started on this machine. */
    public static InstallerRun toBeStarted(int revision, Instant deadline) {
        return new InstallerRun(revision, Machine.id(), 0, null, deadline, null, null, null);
    }

    /** An admin console is about to be asked, by a process of this machine. */
    public static InstallerRun toBeAsked(int revision, Instant deadline, ConsoleVersion console) {
        return new InstallerRun(revision, Machine.id(), 0, null, deadline, console, null, null);
    }

    /** Terraform is about to be started on this machine. */
    public static InstallerRun toBeApplied(int revision, Instant deadline, AppliedPlan plan) {
        return new InstallerRun(revision, Machine.id(), 0, null, deadline, null, plan, null);
    }

    /** Services are about to be rolled, by a process of this machine. */
    public static InstallerRun toBeRolled(int revision, Instant deadline, List<ImageChange> images) {
        return new InstallerRun(revision, Machine.id(), 0, null, deadline, null, null, images);
    }

    public InstallerRun startedAs(long newPid) {
        return new InstallerRun(revision, host, newPid, startOf(newPid).orElse(null), deadline, console, plan, images);
    }

    /**
     * Whether the process is alive, as far as this machine can tell, or one that it started.
     *
     * @param marker an argument that only this process has; finds it where its process id was never written down
     */
    public Life life(String marker) {
        if (!Machine.is(host)) {
            return Life.UNKNOWN;
        }
        if (pid == 0) {
            return Machine.runs(marker) ? Life.RUNNING : Life.ENDED;
        }
        return startOf(pid)
                .map(start -> started == null || start.equals(started) ? Life.RUNNING : Life.ENDED)
                .orElseGet(() -> Machine.sessionRuns(pid) ? Life.ORPHANED : Life.ENDED);
    }

    /** Whether something is alive in the session that a process of this machine began. */
    public static boolean sessionRuns(long leader) {
        return Machine.sessionRuns(leader);
    }

    private static Optional<Instant> startOf(long pid) {
        return ProcessHandle.of(pid)
                .filter(Machine::alive)
                .flatMap(handle -> handle.info().startInstant());
    }
}
