package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.ChartImage;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.JobWatch;
import io.jenkins.plugins.ratchet.cluster.Warnings;
import io.jenkins.plugins.ratchet.cluster.Warnings.Warning;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.cluster.Workloads;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.plan.ActiveJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A Helm release in a namespace: its migrations are hook Jobs, its workloads stand in its manifest. */
public final class ClusterSite implements Site {
    private final Cluster cluster;
    private final String namespace;
    private final Events events;

    public ClusterSite(Cluster cluster, String namespace, Events events) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.events = events;
    }

    @Override
    public List<ActiveJob> activeJobs(List<Release> revisions) {
        return hookJobs().active(revisions);
    }

    @Override
    public Watch watch(NewRevision made) {
        return new HookWatch(made, JobWatch.start(cluster, namespace, events, made::isUpgradeJob));
    }

    @Override
    public List<JobOutcome> migrations(Release release, RevisionMeta revision, boolean watched) {
        return hookJobs().read(release, revision, watched);
    }

    private HookJobs hookJobs() {
        return new HookJobs(cluster, namespace);
    }

    @Override
    public List<WorkloadRef> workloads(Release release) {
        return WorkloadRef.inManifest(release.manifest(), namespace);
    }

    @Override
    public List<ChartImage> images(Release release) {
        return ChartImage.inManifest(release.manifest(), namespace);
    }

    @Override
    public List<WorkloadStatus> await(List<WorkloadRef> workloads, Duration limit, BooleanSupplier stopped) {
        return new Workloads(cluster.client()).await(workloads, limit, events, stopped);
    }

    @Override
    public List<WorkloadStatus> now(List<WorkloadRef> workloads) {
        return new Workloads(cluster.client()).now(workloads);
    }

    @Override
    public List<ContainerRun> containers(List<WorkloadRef> workloads) {
        return workloads.isEmpty() ? List.of() : new Workloads(cluster.client()).containers(workloads);
    }

    @Override
    public List<Warning> warnings(Instant since) {
        return new Warnings(cluster.client()).since(namespace, since);
    }

    /** The hook Jobs of a revision that is being made, by uid. */
    private record HookWatch(NewRevision made, JobWatch jobs) implements Watch {
        /** Time for the watch to deliver the last states of hook Jobs after helm has ended. */
        private static final Duration JOB_EVENTS = Duration.ofSeconds(10);

        @Override
        public List<JobOutcome> outcomes(boolean success, BooleanSupplier stopped) {
            List<Hook> hooks = made.upgradeJobs();
            Set<String> names = hooks.stream().map(Hook::name).collect(Collectors.toSet());
            if (success) {
                jobs.awaitEnd(names, JOB_EVENTS, stopped);
            } else {
                jobs.catchUp(names, JOB_EVENTS, stopped);
            }
            return hooks.stream()
                    .map(hook -> jobs.outcome(hook.name(), String.join(",", hook.events())))
                    .toList();
        }

        @Override
        public List<JobOutcome> withLogs(List<JobOutcome> outcomes) {
            return jobs.withLogs(outcomes);
        }

        @Override
        public void close() {
            jobs.close();
        }
    }
}
