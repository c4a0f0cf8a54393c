package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.diagnosis.ContainerSign;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A release's objects in a cluster, and what these hang on.
 *
 * @param owners the release's Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs
 * @param pods those of the release, old and new
 * @param events about any of these, oldest first
 * @param claims that its pods mount
 * @param nodes that its pods are on
 * @param keys by {@code Secret/name} or {@code ConfigMap/name}, the keys that it has; absent where it does not exist or
 *     could not be read
 * @param brokenPem Secrets with a key that holds PEM whose line breaks are gone, in words
 */
public record ClusterObjects(
        List<HasMetadata> owners,
        List<Pod> pods,
        List<Event> events,
        List<PersistentVolumeClaim> claims,
        List<Node> nodes,
        Map<String, Set<String>> keys,
        List<String> brokenPem) {

    public ClusterObjects {
        owners = List.copyOf(owners);
        pods = List.copyOf(pods);
        events = List.copyOf(events);
        claims = List.copyOf(claims);
        nodes = List.copyOf(nodes);
        keys = Map.copyOf(keys);
        brokenPem = List.copyOf(brokenPem);
    }

    /** All containers of all pods, init containers first. */
    public List<ContainerSign> containers() {
        return pods.stream()
                .flatMap(pod -> PodSigns.of(
                        pod,
                        events("Unhealthy")
                                .filter(event -> about(event, pod))
                                .map(ClusterObjects::words)
                                .toList()))
                .toList();
    }

    /** Events of these reasons. */
    Stream<Event> events(String... reasons) {
        Set<String> wanted = Set.of(reasons);
        return events.stream().filter(event -> event.getReason() != null && wanted.contains(event.getReason()));
    }

    static boolean about(Event event, HasMetadata object) {
        return event.getInvolvedObject() != null
                && object.getMetadata()
                        .getName()
                        .equals(event.getInvolvedObject().getName());
    }

    /** An event in one line: the object, the reason, the message. */
    static String words(Event event) {
        var about = event.getInvolvedObject();
        String object = about == null ? "" : about.getKind() + " " + about.getName() + ": ";
        String message =
                event.getMessage() == null ? "" : event.getMessage().strip().replaceAll("\\s+", " ");
        Integer count = event.getCount();
        return object + event.getReason() + ": " + message
                + (count == null || count < 2 ? "" : " (" + count + " times)");
    }
}
