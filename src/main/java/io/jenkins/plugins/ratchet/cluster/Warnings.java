package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Warning events of a namespace. The API server forgets them, after an hour by default. */
public final class Warnings {
    private final KubernetesClient client;

    public Warnings(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What the API server was warned of.
     *
     * @param object kind and name as kubectl writes them, e.g. {@code pod/api-1}
     * @param last when it happened last
     * @param count how often
     */
    public record Warning(String object, String name, String reason, String message, Instant last, int count) {
        @Override
        public String toString() {
            return object + " " + reason + (message == null ? "" : ": " + Evidence.words(null, message))
                    + (count > 1 ? " (" + count + " times)" : "");
        }
    }

    /** Those that happened at or after a moment, the newest first. */
    public List<Warning> since(String namespace, Instant moment) {
        try {
            return client.v1().events().inNamespace(namespace).list().getItems().stream()
                    .filter(event -> "Warning".equals(event.getType()) && event.getInvolvedObject() != null)
                    .map(Warnings::warning)
                    .filter(warning -> warning.last() != null && !warning.last().isBefore(moment))
                    .sorted(Comparator.comparing(Warning::last).reversed())
                    .toList();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "the events of namespace " + namespace + " cannot be read from " + client.getMasterUrl() + ": "
                            + e.getMessage() + (e.getCode() == 403 ? "; grant `list` on events" : ""),
                    e);
        }
    }

    private static Warning warning(Event event) {
        String name = String.valueOf(event.getInvolvedObject().getName());
        String kind = String.valueOf(event.getInvolvedObject().getKind()).toLowerCase(Locale.ROOT);
        Instant last = Stream.of(
                        event.getSeries() == null || event.getSeries().getLastObservedTime() == null
                                ? null
                                : event.getSeries().getLastObservedTime().getTime(),
                        event.getLastTimestamp(),
                        event.getEventTime() == null
                                ? null
                                : event.getEventTime().getTime(),
                        event.getFirstTimestamp())
                .map(ContainerRun::instant)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Warning(
                kind + "/" + name,
                name,
                event.getReason(),
                event.getMessage(),
                last,
                event.getCount() == null ? 1 : event.getCount());
    }
}
