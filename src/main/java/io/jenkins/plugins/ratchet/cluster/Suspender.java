package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Suspends objects of a cluster and puts them back: what {@link #look} returns is to be written down before {@link
 * #suspend} is called, so that whoever comes after a crash can {@link #restore} it. Each change is made only to the
 * version of the object that was looked at.
 */
public final class Suspender {
    private static final String MANAGER = "ratchet";
    private static final int ATTEMPTS = 10;

    private final Cluster cluster;

    public Suspender(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What became of an object that was to be put back. */
    public enum Outcome {
        /** It was suspended, and is as before now. */
        PUT_BACK,
        /** It was as before already. */
        AS_BEFORE,
        /** Somebody gave it another value meanwhile, or made it anew; that was left alone. */
        CHANGED,
        /** There is no such object any more. */
        GONE
    }

    /**
     * @param found the value that was found, as JSON; null where it was absent
     */
    public record Restored(Suspended suspended, Outcome outcome, String found) {}

    /**
     * What would be changed to suspend this object; empty where it rests already, or does not exist.
     *
     * @param object e.g. {@code deployment/api}
     */
    public Optional<Suspended> look(String namespace, String object) {
        return look(namespace, object, Suspendable.of(object).resting());
    }

    /**
     * As {@link #look(String, String)}, for one that is to hold another value meanwhile than its kind does as a rule.
     *
     * @param resting what its field is to hold, as JSON
     */
    public Optional<Suspended> look(String namespace, String object, String resting) {
        Suspendable kind = Suspendable.of(object);
        return find(kind, namespace, object).flatMap(found -> {
            String present = text(found.at(kind.field()));
            String counted = present == null ? byDefault(kind) : present;
            return Objects.equals(counted, resting)
                    ? Optional.empty()
                    : Optional.of(new Suspended(
                            object,
                            namespace,
                            found.at("/metadata/uid").asText(),
                            kind.field().toString(),
                            present,
                            resting));
        });
    }

    /** KEDA's objects that would scale one of these workloads up again, as {@code scaledobject/NAME}. */
    public List<String> scalersOf(String namespace, List<String> workloads) {
        try {
            return cluster
                    .client()
                    .genericKubernetesResources(Suspendable.SCALEDOBJECT.context())
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .stream()
                    .map(object -> Json.mapper().<JsonNode>valueToTree(object))
                    .filter(object -> workloads.contains(target(object)))
                    .map(object -> Suspendable.SCALEDOBJECT.word() + "/"
                            + object.at("/metadata/name").asText())
                    .toList();
        } catch (KubernetesClientException e) {
            // Without KEDA there is no such kind, and whether there is one may be hidden from us.
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return List.of();
            }
            throw failure("ScaledObjects in namespace " + namespace, e);
        }
    }

    /** Suspends it; false where somebody changed or removed it since it was looked at: then nothing is done. */
    public boolean suspend(Suspended wanted) {
        boolean suspended = change(wanted, wanted.before(), wanted.during()).outcome() != Outcome.CHANGED;
        if (suspended) {
            // An upgrade may come before it is put back.
            disown(wanted);
        }
        return suspended;
    }

    /** Puts it back, unless somebody else has decided about it meanwhile. */
    public Restored restore(Suspended suspended) {
        Restored restored = change(suspended, suspended.during(), suspended.before());
        if (restored.outcome() == Outcome.PUT_BACK || restored.outcome() == Outcome.AS_BEFORE) {
            disown(suspended);
        }
        return restored;
    }

    /** Whether it still rests as we left it. */
    public boolean rests(Suspended suspended) {
        Suspendable kind = Suspendable.of(suspended.object());
        return find(kind, suspended.namespace(), suspended.object())
                .map(found -> Objects.equals(text(found.at(suspended.field())), suspended.during()))
                .orElse(true);
    }

    private Restored change(Suspended object, String from, String to) {
        Suspendable kind = Suspendable.of(object.object());
        for (int attempt = 1; ; attempt++) {
            Optional<JsonNode> found = find(kind, object.namespace(), object.object());
            if (found.isEmpty()) {
                return new Restored(object, Outcome.GONE, null);
            }
            String present = text(found.get().at(object.field()));
            if (!object.uid().equals(found.get().at("/metadata/uid").asText())) {
                return new Restored(object, Outcome.CHANGED, present);
            }
            if (Objects.equals(present, to)) {
                return new Restored(object, Outcome.AS_BEFORE, present);
            }
            if (!Objects.equals(present, from)) {
                return new Restored(object, Outcome.CHANGED, present);
            }
            try {
                resource(kind, object.namespace(), object.object()).patch(merge(), patch(found.get(), object, to));
                return new Restored(object, Outcome.PUT_BACK, to);
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw failure(object.object() + " in namespace " + object.namespace(), e);
                }
            }
        }
    }

    /** With uid and resourceVersion: the change is refused where somebody was faster. */
    private static String patch(JsonNode found, Suspended object, String value) {
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("metadata")
                .put("uid", object.uid())
                .put("resourceVersion", found.at("/metadata/resourceVersion").asText());
        ObjectNode node = patch;
        JsonPointer rest = JsonPointer.compile(object.field());
        while (!rest.tail().matches()) {
            node = node.withObjectProperty(rest.getMatchingProperty());
            rest = rest.tail();
        }
        node.set(rest.getMatchingProperty(), value == null ? null : replacing(found.at(object.field()), json(value)));
        try {
            return Json.mapper().writeValueAsString(patch);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a patch is always writable as JSON", e);
        }
    }

    /** A merge patch adds to an object; what is not to stay has to be taken away by name. */
    private static JsonNode replacing(JsonNode present, JsonNode wanted) {
        if (wanted instanceof ObjectNode object && present.isObject()) {
            present.fieldNames().forEachRemaining(name -> {
                if (!object.has(name)) {
                    object.putNull(name);
                }
            });
        }
        return wanted;
    }

    /** Gives the field up again: helm 4 applies on the server's side, and would not touch what somebody else has set. */
    private void disown(Suspended object) {
        Suspendable kind = Suspendable.of(object.object());
        for (int attempt = 1; ; attempt++) {
            GenericKubernetesResource found = ask(
                    object.object(),
                    () -> resource(kind, object.namespace(), object.object()).get());
            if (found == null
                    || found.getMetadata().getManagedFields() == null
                    || !found.getMetadata().getManagedFields().removeIf(entry -> MANAGER.equals(entry.getManager()))) {
                return;
            }
            try {
                cluster.client().resource(found).update();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw failure(object.object() + " in namespace " + object.namespace(), e);
                }
            }
        }
    }

    private static PatchContext merge() {
        return new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(MANAGER)
                .build();
    }

    /** A workload that names no replicas has one. */
    private static String byDefault(Suspendable kind) {
        return switch (kind) {
            case DEPLOYMENT, STATEFULSET -> "1";
            default -> null;
        };
    }

    private static String target(JsonNode scaledObject) {
        JsonNode target = scaledObject.at("/spec/scaleTargetRef");
        return target.path("kind").asText("Deployment").toLowerCase(java.util.Locale.ROOT) + "/"
                + target.path("name").asText();
    }

    private Optional<JsonNode> find(Suspendable kind, String namespace, String object) {
        return Optional.ofNullable(
                        ask(object, () -> resource(kind, namespace, object).get()))
                .map(found -> Json.mapper().valueToTree(found));
    }

    private Resource<GenericKubernetesResource> resource(Suspendable kind, String namespace, String object) {
        return cluster.client()
                .genericKubernetesResources(kind.context())
                .inNamespace(namespace)
                .withName(object.substring(object.indexOf('/') + 1));
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node.toString();
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw RunException.failed("what is remembered of a suspended object is no JSON: " + text);
        }
    }

    private <T> T ask(String object, Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw failure(object, e);
        }
    }

    private RunException failure(String object, KubernetesClientException e) {
        return RunException.unavailable(
                object + " cannot be read or suspended: " + cluster.reason(e)
                        + (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                                ? "; grant get, list, patch and update on it"
                                : ""),
                e);
    }
}
