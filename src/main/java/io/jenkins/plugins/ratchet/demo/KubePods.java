package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What all workload controllers do with pods: find their own, make one from a template, judge it, delete it. */
final class KubePods {
    private final KubeStore store;
    private final KubeObjects objects;
    private final KubeDeletion deletion;

    KubePods(KubeStore store, KubeObjects objects, KubeDeletion deletion) {
        this.store = store;
        this.objects = objects;
        this.deletion = deletion;
    }

    static ObjectNode named(String apiVersion, String kind, String name) {
        ObjectNode object = KubeJson.object().put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }

    static boolean isFinished(JsonNode pod) {
        return Set.of("Succeeded", "Failed").contains(KubeJson.text(pod, "status", "phase"));
    }

    /** Counts towards the replicas of its owner. */
    static boolean isActive(JsonNode pod) {
        return !isFinished(pod) && !KubeJson.isBeingDeleted(pod);
    }

    static boolean isReady(JsonNode pod) {
        return KubeJson.hasCondition(pod, "Ready", "True");
    }

    static boolean isAvailable(JsonNode pod, long minReadySeconds) {
        if (!isReady(pod)) {
            return false;
        }
        for (JsonNode condition : KubeJson.at(pod, "status", "conditions")) {
            if ("Ready".equals(KubeJson.text(condition, "type"))) {
                Instant since = KubeJson.instant(condition.path("lastTransitionTime"));
                return minReadySeconds == 0
                        || Duration.between(since, Instant.now()).toSeconds() >= minReadySeconds;
            }
        }
        return false;
    }

    List<ObjectNode> ownedBy(ObjectNode owner) {
        return owned(KubeKinds.PODS, owner);
    }

    List<ObjectNode> owned(KubeKind kind, ObjectNode owner) {
        String uid = KubeJson.uid(owner);
        return store
                .list(kind, KubeJson.namespace(owner), object -> KubeDeletion.isOwnedBy(object, uid))
                .items()
                .stream()
                .sorted(Comparator.comparing(KubeJson::name))
                .toList();
    }

    /** Makes a pod from the owner's template; a name that ends in a hyphen is completed at random. */
    ObjectNode create(KubeKind ownerKind, ObjectNode owner, String name, Map<String, String> labels) {
        return create(ownerKind, owner, name, labels, KubeJson.object());
    }

    /** @param spec fields that the pod's spec has beyond the template's */
    ObjectNode create(KubeKind ownerKind, ObjectNode owner, String name, Map<String, String> labels, ObjectNode spec) {
        JsonNode template = KubeJson.at(owner, "spec", "template");
        ObjectNode pod = named("v1", "Pod", name);
        ObjectNode metadata = KubeJson.metadata(pod);
        if (name.endsWith("-")) {
            metadata.remove("name");
            metadata.put("generateName", name);
        }
        for (String field : List.of("labels", "annotations")) {
            if (KubeJson.at(template, "metadata").has(field)) {
                metadata.set(field, KubeJson.at(template, "metadata", field).deepCopy());
            }
        }
        labels.forEach(KubeJson.child(metadata, "labels")::put);
        if (ownerKind.is("jobs")) {
            metadata.putArray("finalizers").add(KubeJobs.TRACKING);
        }
        own(ownerKind, owner, pod);
        ObjectNode podSpec = template.path("spec").deepCopy();
        podSpec.setAll(spec);
        pod.set("spec", podSpec);
        return objects.create(KubeKinds.PODS, KubeJson.namespace(owner), pod, false);
    }

    static void own(KubeKind ownerKind, ObjectNode owner, ObjectNode dependent) {
        KubeJson.childArray(KubeJson.metadata(dependent), "ownerReferences")
                .addObject()
                .put("apiVersion", ownerKind.apiVersion())
                .put("kind", ownerKind.kind())
                .put("name", KubeJson.name(owner))
                .put("uid", KubeJson.uid(owner))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }

    void delete(ObjectNode pod) {
        deletion.delete(
                KubeKinds.PODS,
                KubeStore.key(KubeKinds.PODS, KubeJson.namespace(pod), KubeJson.name(pod)),
                KubeDeletion.Options.BACKGROUND);
    }

    void delete(KubeKind kind, ObjectNode object) {
        deletion.delete(
                kind,
                KubeStore.key(kind, KubeJson.namespace(object), KubeJson.name(object)),
                KubeDeletion.Options.BACKGROUND);
    }

    /** A short name for a pod template, the same for the same content. */
    static String hash(JsonNode template) {
        // FNV-1a
        long hash = 0xcbf29ce484222325L;
        for (byte next : KubeJson.bytes(KubeJson.essence(template))) {
            hash = (hash ^ (next & 0xff)) * 0x100000001b3L;
        }
        return Long.toUnsignedString(hash >>> 16, 36);
    }

    /** Writes a count as Kubernetes does: a zero is left out. */
    static void count(ObjectNode status, String field, long value) {
        if (value == 0) {
            status.remove(field);
        } else {
            status.put(field, value);
        }
    }

    static void observe(ObjectNode object) {
        KubeJson.child(object, "status")
                .put(
                        "observedGeneration",
                        KubeJson.at(object, "metadata", "generation").asLong());
    }
}
