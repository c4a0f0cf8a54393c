package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.helm.Hook;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which objects of a namespace belong to a release: other products there have troubles of their own. */
final class ReleaseObjects {
    private final Set<String> named = new HashSet<>();
    private final Set<String> uids = new HashSet<>();
    private final Incident incident;

    ReleaseObjects(Incident incident) {
        this.incident = incident;
        if (incident.revision() != null) {
            WorkloadRef.inManifest(incident.revision().manifest(), incident.namespace())
                    .forEach(ref -> named.add(ref.toString()));
            for (Hook hook : incident.revision().hooks()) {
                named.add(hook.kind().toLowerCase(Locale.ROOT) + "/" + hook.name());
            }
        }
    }

    /** Those that the release names, is labelled to own, or whose owner it owns; owners are to be asked for first. */
    <T extends HasMetadata> List<T> own(Collection<T> objects) {
        List<T> own = new ArrayList<>();
        for (T object : objects) {
            if (named.contains(name(object)) || labelled(object) || owned(object)) {
                uids.add(object.getMetadata().getUid());
                named.add(name(object));
                own.add(object);
            }
        }
        return own;
    }

    /** Counts an object in, so that events about it are told. */
    void add(HasMetadata object) {
        named.add(name(object));
    }

    /** Events about what was found to be the release's own, from the time in question, oldest first. */
    List<Event> about(Collection<Event> events) {
        return events.stream()
                .filter(event -> event.getInvolvedObject() != null
                        && named.contains(
                                String.valueOf(event.getInvolvedObject().getKind())
                                                .toLowerCase(Locale.ROOT)
                                        + "/" + event.getInvolvedObject().getName()))
                .filter(event -> !time(event).isBefore(incident.since()))
                .sorted((a, b) -> time(a).compareTo(time(b)))
                .toList();
    }

    /** When an event was seen last, by whichever of its times its writer has filled in. */
    static Instant time(Event event) {
        String text = event.getLastTimestamp();
        if (text == null && event.getEventTime() != null) {
            text = event.getEventTime().getTime();
        }
        if (text == null) {
            text = event.getFirstTimestamp() == null
                    ? event.getMetadata().getCreationTimestamp()
                    : event.getFirstTimestamp();
        }
        try {
            return text == null ? Instant.MAX : Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.MAX;
        }
    }

    private boolean labelled(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null
                && (incident.release().equals(labels.get("app.kubernetes.io/instance"))
                        || incident.release().equals(labels.get("release")));
    }

    private boolean owned(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .anyMatch(uids::contains);
    }

    private static String name(HasMetadata object) {
        return object.getKind().toLowerCase(Locale.ROOT) + "/"
                + object.getMetadata().getName();
    }
}
