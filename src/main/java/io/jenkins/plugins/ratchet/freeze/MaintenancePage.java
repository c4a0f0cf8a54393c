package io.jenkins.plugins.ratchet.freeze;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Suspended;
import io.jenkins.plugins.ratchet.cluster.Suspender;
import io.jenkins.plugins.ratchet.config.FreezeStep;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;
import java.util.TreeMap;

/** Leads a Service to the pods of a maintenance page, where there is one that could answer. */
final class MaintenancePage {
    private final Cluster cluster;
    private final Suspender suspender;
    private final String namespace;

    MaintenancePage(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.suspender = new Suspender(cluster);
        this.namespace = namespace;
    }

    /** What is to be changed for it; nothing where the page stands already. */
    List<Suspended> look(FreezeStep.Maintenance page) {
        String labels = page.selector().toString();
        try {
            boolean ready =
                    cluster
                            .client()
                            .pods()
                            .inNamespace(namespace)
                            .withLabels(page.selector())
                            .list()
                            .getItems()
                            .stream()
                            .anyMatch(pod -> pod.getStatus() != null
                                    && pod.getStatus().getConditions().stream()
                                            .anyMatch(condition -> "Ready".equals(condition.getType())
                                                    && "True".equals(condition.getStatus())));
            if (!ready) {
                throw RunException.failed("no pod with the labels " + labels
                        + " is ready to show the maintenance page, so"
                        + " service/" + page.service() + " is not led there; start it first, then `ratchet freeze`"
                        + " again, or `ratchet thaw`");
            }
            return suspender
                    .look(
                            namespace,
                            "service/" + page.service(),
                            Json.mapper().writeValueAsString(new TreeMap<>(page.selector())))
                    .stream()
                    .toList();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable("pods of the maintenance page cannot be read: " + cluster.reason(e), e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("labels are always writable as JSON", e);
        }
    }
}
