package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Jobs and reading pods of runs that died. The release's lock lets one run work at a time, so what bears the release's
 * label when a run begins is nobody's.
 */
public record AbandonedJobs(Cluster cluster, String namespace, Map<String, String> labels) implements Store.Leftovers {
    @Override
    public List<String> remove() {
        List<String> removed = new ArrayList<>();
        try {
            cluster.client().batch().v1().jobs().inNamespace(namespace).withLabels(labels).list().getItems().stream()
                    .map(job -> job.getMetadata().getName())
                    .forEach(name -> {
                        DumpJob.delete(cluster, namespace, name);
                        removed.add("deleted Job " + name);
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
}
