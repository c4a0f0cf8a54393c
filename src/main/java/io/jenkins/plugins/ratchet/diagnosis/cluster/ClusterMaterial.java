package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.diagnosis.ContainerSign;
import io.jenkins.plugins.ratchet.diagnosis.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a cluster's objects goes into a bundle, before secrets are masked. */
public final class ClusterMaterial {
    private static final int MOST_PODS = 30;

    private ClusterMaterial() {}

    /** Files by name, those that tell most first. */
    public static Map<String, String> files(ClusterObjects cluster) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "events.txt",
                cluster.events().stream()
                        .map(event -> ReleaseObjects.time(event) + "  " + event.getType() + "  "
                                + ClusterObjects.words(event))
                        .collect(Collectors.joining("\n")));
        files.put(
                "keys.txt",
                new TreeMap<>(cluster.keys())
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                                .collect(Collectors.joining("\n")));
        Stream.of(cluster.owners(), cluster.claims(), cluster.pods())
                .<HasMetadata>flatMap(List::stream)
                .forEach(object -> files.put(
                        "objects/" + object.getKind().toLowerCase(Locale.ROOT) + "-"
                                + object.getMetadata().getName() + ".yaml",
                        Serialization.asYaml(Plainness.of(object))));
        return files;
    }

    /** The pods that are wanted to be ready and are not, a line each. */
    public static List<String> notReady(ClusterObjects cluster) {
        return cluster.pods().stream()
                .filter(ClusterMaterial::notReady)
                .limit(MOST_PODS)
                .map(pod -> "pod " + pod.getMetadata().getName() + " is " + phase(pod)
                        + PodSigns.of(pod)
                                .filter(sign -> !sign.ready())
                                .findFirst()
                                .map(sign -> ", container " + state(sign))
                                .orElse(""))
                .toList();
    }

    /** One that has done its work need not be ready. */
    private static boolean notReady(Pod pod) {
        return pod.getStatus() == null
                || !"Succeeded".equals(pod.getStatus().getPhase())
                        && pod.getStatus().getConditions().stream()
                                .noneMatch(condition ->
                                        "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static String phase(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return "Terminating";
        }
        return pod.getStatus() == null ? "Pending" : pod.getStatus().getPhase();
    }

    /** {@code api waiting, ImagePullBackOff: …}. */
    private static String state(ContainerSign sign) {
        if (sign.waiting() != null) {
            return sign.name() + " waiting, " + sign.waiting();
        }
        if (sign.running()) {
            return sign.name() + " running, " + (sign.ready() ? "ready" : "not ready");
        }
        return sign.name()
                + (sign.ended() == null
                        ? " not started"
                        : " ended with " + sign.ended().status() + ", "
                                + Words.of(sign.ended().reason(), sign.ended().message()));
    }

    /** Pods with their conditions and events, and nodes, for people to read. */
    public static String describe(ClusterObjects cluster) {
        StringBuilder text = new StringBuilder();
        cluster.pods().forEach(pod -> describe(pod, cluster, text));
        cluster.nodes()
                .forEach(node -> node.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .forEach(condition -> text.append("\nnode ")
                                .append(node.getMetadata().getName())
                                .append(": Ready is ")
                                .append(condition.getStatus())));
        return text.toString();
    }

    private static void describe(Pod pod, ClusterObjects cluster, StringBuilder text) {
        text.append("\npod ").append(pod.getMetadata().getName());
        if (pod.getStatus() != null) {
            text.append(": ").append(pod.getStatus().getPhase());
        }
        if (pod.getSpec() != null && pod.getSpec().getNodeName() != null) {
            text.append(" on ").append(pod.getSpec().getNodeName());
        }
        text.append('\n');
        PodSigns.of(pod)
                .forEach(sign -> text.append("  ")
                        .append(state(sign))
                        .append(", image ")
                        .append(sign.image())
                        .append(", ")
                        .append(sign.restarts())
                        .append(" restarts\n"));
        if (pod.getStatus() != null) {
            pod.getStatus().getConditions().stream()
                    .filter(condition -> !"True".equals(condition.getStatus()))
                    .forEach(condition -> text.append("  ")
                            .append(condition.getType())
                            .append(" is ")
                            .append(condition.getStatus())
                            .append(": ")
                            .append(Words.of(condition.getReason(), condition.getMessage()))
                            .append('\n'));
        }
        cluster.events().stream()
                .filter(event -> ClusterObjects.about(event, pod))
                .forEach(event -> text.append("  event ")
                        .append(ClusterObjects.words(event))
                        .append('\n'));
    }
}
