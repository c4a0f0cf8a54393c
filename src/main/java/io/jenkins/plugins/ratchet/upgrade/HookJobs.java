package io.jenkins.plugins.ratchet.upgrade;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.JobWatch;
import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.ActiveJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The hook Jobs of a release by what the cluster shows of them right now. */
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
        return release.upgradeJobs().stream()
                .map(hook -> read(hook, revision, watched))
                .toList();
    }

    /** Hook Jobs that any of these revisions declares and that have not ended. */
    public List<ActiveJob> active(List<Release> revisions) {
        Set<String> names = new HashSet<>();
        revisions.forEach(release -> release.hooks().stream()
                .filter(hook -> hook.kind().equals("Job"))
                .map(Hook::name)
                .forEach(names::add));
        List<ActiveJob> active = new ArrayList<>();
        try {
            for (GenericKubernetesResource job : cluster.objects(namespace, "batch", "jobs", "Job")) {
                if (names.contains(job.getMetadata().getName()) && !ended(job)) {
                    Integer pods = job.get("status", "active");
                    active.add(new ActiveJob(
                            job.getMetadata().getName(), job.getMetadata().getUid(), pods == null ? 0 : pods));
                }
            }
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "Jobs in namespace " + namespace + " cannot be listed: " + cluster.reason(e), e);
        }
        return active;
    }

    private static boolean ended(GenericKubernetesResource job) {
        List<Map<String, Object>> conditions = job.get("status", "conditions");
        boolean condition = conditions != null
                && conditions.stream()
                        .anyMatch(each -> "True".equals(each.get("status"))
                                && ("Complete".equals(each.get("type")) || "Failed".equals(each.get("type"))));
        return condition || Boolean.TRUE.equals(job.get("spec", "suspend"));
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
