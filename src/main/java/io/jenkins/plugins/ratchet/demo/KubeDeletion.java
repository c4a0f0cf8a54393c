package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * Deleting: a pod that runs somewhere gets its grace period, finalizers hold an object back, and dependents go after
 * their owner (background), before it (foreground) or stay (orphan).
 */
final class KubeDeletion {
    static final String FOREGROUND = "foregroundDeletion";

    /** What a delete request asks for; a negative grace period means the object's own. */
    record Options(String propagation, long gracePeriodSeconds, String uid, String resourceVersion, boolean dryRun) {
        static final Options BACKGROUND = new Options("Background", -1, "", "", false);
    }

    private final KubeStore store;

    KubeDeletion(KubeStore store) {
        this.store = store;
    }

    /** Deletes, or begins to; the answer is the object as it was left. */
    ObjectNode delete(KubeKind kind, KubeStore.Key key, Options options) {
        synchronized (store) {
            ObjectNode before = store.get(key).orElseThrow(() -> KubeFault.notFound(kind, key.name()));
            checkPreconditions(kind, before, options);
            if (options.dryRun()) {
                return before;
            }
            if (options.propagation().equals("Orphan")) {
                orphan(KubeJson.uid(before));
            }
            ObjectNode marked = before.deepCopy();
            ObjectNode metadata = KubeJson.metadata(marked);
            long grace = grace(kind, before, options);
            if (!metadata.hasNonNull("deletionTimestamp")) {
                Instant when = Instant.now().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS);
                metadata.put("deletionTimestamp", when.toString()).put("deletionGracePeriodSeconds", grace);
            } else if (grace < metadata.path("deletionGracePeriodSeconds").asLong()) {
                metadata.put("deletionGracePeriodSeconds", grace);
            }
            if (options.propagation().equals("Foreground") && hasDependents(KubeJson.uid(before))) {
                ArrayNode finalizers = KubeJson.childArray(metadata, "finalizers");
                if (KubeJson.items(finalizers).stream().noneMatch(held -> FOREGROUND.equals(held.asText()))) {
                    finalizers.add(FOREGROUND);
                }
            }
            if (kind.is("namespaces")) {
                KubeJson.child(marked, "status").put("phase", "Terminating");
                // the namespace goes once it is empty; see KubeGarbage
                metadata.withArrayProperty("finalizers").removeAll().add("kubernetes");
            }
            return store.replace(key, marked);
        }
    }

    private static void checkPreconditions(KubeKind kind, ObjectNode before, Options options) {
        String version = KubeJson.text(before, "metadata", "resourceVersion");
        if ((!options.uid().isEmpty() && !options.uid().equals(KubeJson.uid(before)))
                || (!options.resourceVersion().isEmpty()
                        && !options.resourceVersion().equals(version))) {
            throw KubeFault.conflict(
                    kind, KubeJson.name(before), "the precondition of the delete request does not hold");
        }
    }

    private static long grace(KubeKind kind, ObjectNode object, Options options) {
        boolean runs = kind.is("pods")
                && !KubeJson.text(object, "spec", "nodeName").isEmpty()
                && !Set.of("Succeeded", "Failed").contains(KubeJson.text(object, "status", "phase"));
        if (!runs) {
            return 0;
        }
        return options.gracePeriodSeconds() >= 0
                ? options.gracePeriodSeconds()
                : KubeJson.at(object, "spec", "terminationGracePeriodSeconds").asLong(30);
    }

    private boolean hasDependents(String uid) {
        return !store.keys(object -> isOwnedBy(object, uid)).isEmpty();
    }

    private void orphan(String uid) {
        for (KubeStore.Key key : store.keys(object -> isOwnedBy(object, uid))) {
            store.update(key, object -> {
                ArrayNode owners = KubeJson.array();
                for (JsonNode owner : KubeJson.at(object, "metadata", "ownerReferences")) {
                    if (!uid.equals(KubeJson.text(owner, "uid"))) {
                        owners.add(owner);
                    }
                }
                KubeJson.metadata(object).set("ownerReferences", owners);
            });
        }
    }

    static boolean isOwnedBy(JsonNode object, String uid) {
        return owners(object).contains(uid);
    }

    static List<String> owners(JsonNode object) {
        return KubeJson.items(KubeJson.at(object, "metadata", "ownerReferences")).stream()
                .map(owner -> KubeJson.text(owner, "uid"))
                .toList();
    }
}
