package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** No node takes a pod. */
public final class Unschedulable extends ClusterPattern {
    @Override
    public String id() {
        return "unschedulable";
    }

    @Override
    public String purpose() {
        return "The scheduler finds no node for a pod of the release.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        List<String> evidence = new ArrayList<>();
        cluster.pods().stream()
                .filter(pod -> pod.getStatus() != null)
                .forEach(pod -> pod.getStatus().getConditions().stream()
                        .filter(condition ->
                                "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                        .map(condition -> "pod " + pod.getMetadata().getName() + ": "
                                + Words.of(condition.getReason(), condition.getMessage()))
                        .forEach(evidence::add));
        return cause(
                "no node takes a pod",
                evidence,
                "the scheduler names what is missing: room, a label, a toleration, or a volume in reach",
                "add it or lower the requests in the values; pods are scheduled by themselves once there is room");
    }
}
