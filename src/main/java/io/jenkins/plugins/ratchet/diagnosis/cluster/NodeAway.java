package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Words;
import java.util.List;
import java.util.Optional;

/** A node with pods of the release does not answer. */
public final class NodeAway extends ClusterPattern {
    @Override
    public String id() {
        return "node-away";
    }

    @Override
    public String purpose() {
        return "A node that pods of the release are on is not Ready.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        List<String> evidence = cluster.nodes().stream()
                .filter(node -> node.getStatus() != null)
                .flatMap(node -> node.getStatus().getConditions().stream()
                        .filter(condition ->
                                "Ready".equals(condition.getType()) && !"True".equals(condition.getStatus()))
                        .map(condition -> "node " + node.getMetadata().getName() + ": Ready is " + condition.getStatus()
                                + ", " + Words.of(condition.getReason(), condition.getMessage())
                                + pods(cluster, node)))
                .toList();
        return cause(
                "a node is away",
                evidence,
                "bring it back or remove it from the cluster; until then its pods are neither running nor gone",
                "then `ratchet verify`, or `ratchet upgrade` again where the upgrade did not end");
    }

    private static String pods(ClusterObjects cluster, Node node) {
        List<String> names = cluster.pods().stream()
                .filter(pod -> pod.getSpec() != null
                        && node.getMetadata().getName().equals(pod.getSpec().getNodeName()))
                .map(pod -> pod.getMetadata().getName())
                .limit(5)
                .toList();
        return names.isEmpty() ? "" : "; on it: " + String.join(", ", names);
    }
}
