package io.jenkins.plugins.ratchet.diagnosis;

import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Optional;

/** A node with pods of the release does not answer. */
final class NodeAway implements Pattern {
    @Override
    public String id() {
        return "node-away";
    }

    @Override
    public String purpose() {
        return "A node that pods of the release are on is not Ready.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = observed.nodes().stream()
                .filter(node -> node.getStatus() != null)
                .flatMap(node -> node.getStatus().getConditions().stream()
                        .filter(condition ->
                                "Ready".equals(condition.getType()) && !"True".equals(condition.getStatus()))
                        .map(condition -> "node " + node.getMetadata().getName() + ": Ready is " + condition.getStatus()
                                + ", " + Words.of(condition.getReason(), condition.getMessage())
                                + pods(observed, node)))
                .toList();
        return cause(
                "a node is away",
                evidence,
                "bring it back or remove it from the cluster; until then its pods are neither running nor gone",
                "then `ratchet verify`, or `ratchet upgrade` again where the upgrade did not end");
    }

    private static String pods(Observed observed, Node node) {
        List<String> names = observed.pods().stream()
                .filter(pod -> pod.getSpec() != null
                        && node.getMetadata().getName().equals(pod.getSpec().getNodeName()))
                .map(pod -> pod.getMetadata().getName())
                .limit(5)
                .toList();
        return names.isEmpty() ? "" : "; on it: " + String.join(", ", names);
    }
}
