package io.jenkins.plugins.ratchet.upgrade;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.JobWatch;
import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Instant;
import java.util.List;

/** How the hook Jobs of a revision stand afterwards, read from what is left of them. */
public final class HookJobs {
    private final Cluster cluster;
    private final String namespace;

    public HookJobs(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /**
     * The upgrade hook Jobs of a revision.
     *
     * @param watched whether Ratchet saw all of them complete, so that one that is gone by now may be believed
     */
    public List<JobOutcome> read(Release release, RevisionMeta revision, boolean watched) {
        return release.hooks().stream()
                .filter(Hook::upgradeJob)
                .map(hook -> read(hook, revision, watched))
                .toList();
    }

    private JobOutcome read(Hook hook, RevisionMeta revision, boolean watched) {
        String events = String.join(",", hook.events());
        Job job;
        try {
            job = cluster.client()
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName(hook.name())
                    .get();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable("hook Job " + hook.name() + " cannot be read: " + cluster.reason(e), e);
        }
        // Both times are the API server's, to the second: a Job of an earlier upgrade is older than the revision.
        if (job != null
                && !Instant.parse(job.getMetadata().getCreationTimestamp()).isBefore(revision.created())) {
            return JobWatch.read(job, events);
        }
        return watched
                ? new JobOutcome(
                        hook.name(),
                        null,
                        events,
                        JobOutcome.State.COMPLETE,
                        "seen complete during the upgrade, removed since")
                : new JobOutcome(
                        hook.name(), null, events, JobOutcome.State.VANISHED, "it is gone, and nobody saw it complete");
    }
}
