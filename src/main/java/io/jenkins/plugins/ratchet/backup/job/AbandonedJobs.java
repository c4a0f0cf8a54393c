package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs and reading pods of runs that died, with what they had not ended on a remote. The release's lock lets one run work
 * at a time, so what bears the release's label when a run begins is nobody's.
 */
record AbandonedJobs(JobMeans means, String namespace, JobSettings settings, String database)
        implements Store.Leftovers {
    @Override
    public List<String> remove() {
        List<String> removed = new ArrayList<>();
        Cluster cluster = means.cluster();
        Map<String, String> labels = means.labels(database);
        try {
            cluster.client().batch().v1().jobs().inNamespace(namespace).withLabels(labels).list().getItems().stream()
                    .forEach(job -> {
                        String name = job.getMetadata().getName();
                        DumpJob.delete(cluster, namespace, name);
                        removed.add("deleted Job " + name);
                        partial(job).ifPresent(removed::add);
                    });
            cluster.client().pods().inNamespace(namespace).withLabels(labels).list().getItems().stream()
                    .filter(pod -> pod.getMetadata().getOwnerReferences().isEmpty())
                    .map(pod -> pod.getMetadata().getName())
                    .forEach(name -> {
                        ClaimReader.delete(cluster, namespace, name);
                        removed.add("deleted pod " + name);
                    });
            return removed;
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "Jobs of dead runs in " + namespace + " cannot be looked for: " + cluster.reason(e), e);
        }
    }

    /** Only ever what is partial: a Job may be left that was told to go after its dump was proven. */
    private Optional<String> partial(Job job) {
        String directory = DumpJob.partial(job);
        if (directory == null) {
            return Optional.empty();
        }
        if (settings.rclone() == null
                || !new RemotePlace(means, settings, namespace, database).ours(directory, RemotePlace.PARTIAL)) {
            return Optional.of("left " + directory + ", which is not below job.rclone, and is no backup");
        }
        try (Stop never = new Stop(() -> false)) {
            DumpJob.awaitGone(
                    means.cluster(),
                    namespace,
                    job.getMetadata().getName(),
                    job.getMetadata().getUid());
            means.remotes().remove(directory, never);
            return Optional.of("removed " + directory);
        } catch (IOException | RunException e) {
            return Optional.of("could not remove " + directory + " (" + e.getMessage() + "), which is no backup");
        }
    }
}
