package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.ChartImage;
import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.Warnings.Warning;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.plan.ActiveJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Where a product runs, and how one looks there, whatever installed it: at its migrations, while they run and
 * afterwards, and at what serves. It changes nothing.
 */
public interface Site {

    /** Migrations of these revisions that have not ended. */
    List<ActiveJob> activeJobs(List<Release> revisions);

    /** Follows the migrations of an upgrade from before anything is started. */
    Watch watch(NewRevision made);

    /**
     * How the migrations of a revision stand afterwards, by what is left of them.
     *
     * @param watched whether Ratchet saw all of them complete, so that one that is gone by now may be believed
     */
    List<JobOutcome> migrations(Release release, RevisionMeta revision, boolean watched);

    /** What a revision consists of. */
    List<WorkloadRef> workloads(Release release);

    /** The images that a revision asks for. */
    List<ChartImage> images(Release release);

    /** Waits until all are ready, or until that cannot be expected any more. */
    List<WorkloadStatus> await(List<WorkloadRef> workloads, Duration limit, BooleanSupplier stopped);

    /** How they stand right now. */
    List<WorkloadStatus> now(List<WorkloadRef> workloads);

    /** The containers that run for them. */
    List<ContainerRun> containers(List<WorkloadRef> workloads);

    /** What the place itself has warned of since then, the newest first. */
    List<Warning> warnings(Instant since);

    /** The migrations of one upgrade while they run. */
    interface Watch extends AutoCloseable {

        /**
         * How they stand, once the program that was started has ended.
         *
         * @param success whether it calls the upgrade a success, so that the end of all of them is worth waiting for
         */
        List<JobOutcome> outcomes(boolean success, BooleanSupplier stopped);

        /** The same with the last lines that they logged. */
        List<JobOutcome> withLogs(List<JobOutcome> outcomes);

        @Override
        void close();
    }
}
