package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Removes what nobody owns any more, ends foreground deletions, and empties namespaces that are to go. */
final class KubeGarbage {
    private final KubeStore store;
    private final KubeKinds kinds;
    private final KubeDeletion deletion;

    KubeGarbage(KubeStore store) {
        this.store = store;
        this.kinds = new KubeKinds(store);
        this.deletion = new KubeDeletion(store);
    }

    void collect() {
        synchronized (store) {
            List<String> living = store.keys(object -> true).stream()
                    .map(key -> KubeJson.uid(store.get(key).orElseThrow()))
                    .toList();
            var uids = new java.util.HashSet<>(living);
            for (KubeStore.Key key : store.keys(object -> hasOnlyDeadOwners(object, uids))) {
                delete(key);
            }
            for (KubeStore.Key key : store.keys(KubeGarbage::waitsForDependents)) {
                store.get(key).ifPresent(owner -> endForeground(key, owner));
            }
            store.list(KubeKinds.NAMESPACES, null, KubeJson::isBeingDeleted)
                    .items()
                    .forEach(this::empty);
        }
    }

    private static boolean hasOnlyDeadOwners(ObjectNode object, java.util.Set<String> living) {
        List<String> owners = KubeDeletion.owners(object);
        return !owners.isEmpty()
                && !KubeJson.isBeingDeleted(object)
                && owners.stream().noneMatch(living::contains);
    }

    private static boolean waitsForDependents(ObjectNode object) {
        return KubeJson.items(KubeJson.at(object, "metadata", "finalizers")).stream()
                .anyMatch(held -> held.asText().equals(KubeDeletion.FOREGROUND));
    }

    private void endForeground(KubeStore.Key key, ObjectNode owner) {
        String uid = KubeJson.uid(owner);
        List<KubeStore.Key> dependents = store.keys(object -> KubeDeletion.isOwnedBy(object, uid));
        for (KubeStore.Key dependent : dependents) {
            if (!KubeJson.isBeingDeleted(store.get(dependent).orElseThrow())) {
                delete(dependent);
            }
        }
        if (dependents.isEmpty()) {
            store.update(key, object -> release(object, KubeDeletion.FOREGROUND));
        }
    }

    private void empty(ObjectNode namespace) {
        String name = KubeJson.name(namespace);
        List<KubeStore.Key> content =
                store.keys(object -> KubeJson.namespace(object).equals(name));
        for (KubeStore.Key key : content) {
            if (!KubeJson.isBeingDeleted(store.get(key).orElseThrow())) {
                delete(key);
            }
        }
        if (content.isEmpty()) {
            store.update(KubeStore.key(KubeKinds.NAMESPACES, "", name), object -> release(object, "kubernetes"));
        }
    }

    private void delete(KubeStore.Key key) {
        kinds.all().stream()
                .filter(kind -> kind.resource().equals(key.resource()))
                .findFirst()
                .ifPresent(kind -> deletion.delete(kind, key, KubeDeletion.Options.BACKGROUND));
    }

    static void release(ObjectNode object, String finalizer) {
        ArrayNode kept = KubeJson.array();
        for (JsonNode held : KubeJson.at(object, "metadata", "finalizers")) {
            if (!held.asText().equals(finalizer)) {
                kept.add(held);
            }
        }
        KubeJson.metadata(object).set("finalizers", kept);
    }
}
