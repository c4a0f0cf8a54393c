package io.jenkins.plugins.ratchet.diagnosis;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was collected about a failure, once; patterns look at nothing else.
 *
 * @param owners the release's Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs
 * @param pods those of the release, old and new
 * @param events about any of these, oldest first
 * @param claims that its pods mount
 * @param nodes that its pods are on
 * @param keys by {@code Secret/name} or {@code ConfigMap/name}, the keys that it has; absent where it does not exist or
 *     could not be read
 * @param brokenPem Secrets with a key that holds PEM whose line breaks are gone, in words
 * @param missing what could not be collected, and why
 */
record Observed(
        Incident incident,
        List<HasMetadata> owners,
        List<Pod> pods,
        List<Event> events,
        List<PersistentVolumeClaim> claims,
        List<Node> nodes,
        List<PodLog> logs,
        Map<String, Set<String>> keys,
        List<String> brokenPem,
        List<String> missing) {

    Observed {
        owners = List.copyOf(owners);
        pods = List.copyOf(pods);
        events = List.copyOf(events);
        claims = List.copyOf(claims);
        nodes = List.copyOf(nodes);
        logs = List.copyOf(logs);
        keys = Map.copyOf(keys);
        brokenPem = List.copyOf(brokenPem);
        missing = List.copyOf(missing);
    }

    /** All containers of all pods, init containers first. */
    Stream<ContainerSign> containers() {
        return pods.stream().flatMap(ContainerSign::of);
    }

    /** Events of these reasons. */
    Stream<Event> events(String... reasons) {
        Set<String> wanted = Set.of(reasons);
        return events.stream().filter(event -> event.getReason() != null && wanted.contains(event.getReason()));
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

    List<JobOutcome> unfinishedHooks() {
        return incident.hooks().stream().filter(job -> !job.complete()).toList();
    }
}
