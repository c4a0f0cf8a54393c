package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Holds every object in memory, numbers every change, and keeps the latest changes for watches to replay.
 *
 * <p>Stored trees are never changed in place: whoever changes an object works on a copy and hands that in. Compound
 * steps (read, decide, write) synchronize on the store.
 */
final class KubeStore {
    private static final int REMEMBERED_CHANGES = 20_000;

    /** Where an object lives; {@code namespace} is empty for objects of the cluster. */
    record Key(String resource, String namespace, String name) {}

    /** What a list saw, and the revision at which it was true. */
    record Listing(List<ObjectNode> items, long revision) {}

    /** One numbered change; {@code before} is null for an object that was added. */
    record Change(long revision, String type, String resource, ObjectNode before, ObjectNode object) {}

    private final NavigableMap<Key, ObjectNode> objects = new TreeMap<>(
            Comparator.comparing(Key::resource).thenComparing(Key::namespace).thenComparing(Key::name));
    private final List<Change> changes = new ArrayList<>();
    private long revision = 1;
    private long forgotten = 0;

    static Key key(KubeKind kind, String namespace, String name) {
        return new Key(kind.resource(), kind.namespaced() ? namespace : "", name);
    }

    synchronized long revision() {
        return revision;
    }

    synchronized Optional<ObjectNode> get(Key key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** All objects of a kind, of one namespace unless that is null. */
    synchronized Listing list(KubeKind kind, String namespace, Predicate<? super ObjectNode> wanted) {
        Key first = new Key(kind.resource(), namespace == null ? "" : namespace, "");
        List<ObjectNode> items = new ArrayList<>();
        for (var entry : objects.tailMap(first).entrySet()) {
            Key key = entry.getKey();
            if (!key.resource().equals(kind.resource())
                    || (namespace != null && !key.namespace().equals(namespace))) {
                break;
            }
            if (wanted.test(entry.getValue())) {
                items.add(entry.getValue());
            }
        }
        return new Listing(items, revision);
    }

    /** Everything there is: what garbage collection and the end of a namespace look through. */
    synchronized List<Key> keys(Predicate<? super ObjectNode> wanted) {
        return objects.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    /** Stores a new object; {@code finish} may complete it once its uid is known. */
    synchronized ObjectNode create(KubeKind kind, ObjectNode object, Consumer<ObjectNode> finish) {
        Key key = key(kind, KubeJson.namespace(object), KubeJson.name(object));
        if (objects.containsKey(key)) {
            throw KubeFault.alreadyExists(kind, key.name());
        }
        ObjectNode stored = object.deepCopy();
        ObjectNode metadata = KubeJson.metadata(stored);
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", KubeJson.now());
        finish.accept(stored);
        if (stored.has("spec")) {
            metadata.put("generation", 1);
        }
        return commit(key, "ADDED", null, stored);
    }

    /**
     * Writes the next state of an object that exists. Nothing happens when nothing differs; an object that waits to be
     * deleted goes with its last finalizer.
     */
    synchronized ObjectNode replace(Key key, ObjectNode next) {
        ObjectNode before = objects.get(key);
        ObjectNode stored = next.deepCopy();
        ObjectNode metadata = KubeJson.metadata(stored);
        metadata.put("resourceVersion", KubeJson.text(before, "metadata", "resourceVersion"));
        if (before.has("spec") && !intent(before).equals(intent(stored))) {
            metadata.put(
                    "generation", KubeJson.at(before, "metadata", "generation").asLong() + 1);
        }
        if (metadata.path("finalizers").isArray() && metadata.path("finalizers").isEmpty()) {
            metadata.remove("finalizers");
        }
        if (stored.equals(before)) {
            return before;
        }
        if (metadata.hasNonNull("deletionTimestamp") && mayGo(stored)) {
            return remove(key);
        }
        return commit(key, "MODIFIED", before, stored);
    }

    /** Changes a copy of the object, if it exists, and stores it. */
    synchronized void update(Key key, Consumer<ObjectNode> change) {
        ObjectNode before = objects.get(key);
        if (before != null) {
            ObjectNode next = before.deepCopy();
            change.accept(next);
            replace(key, next);
        }
    }

    synchronized ObjectNode remove(Key key) {
        ObjectNode before = objects.remove(key);
        return commit(key, "DELETED", before, before.deepCopy());
    }

    /**
     * The changes after a revision; waits for the first one up to the given milliseconds.
     *
     * @throws KubeFault 410 when some of them are no longer remembered
     */
    synchronized List<Change> changesAfter(long seen, long waitMillis) throws InterruptedException {
        awaitChangeAfter(seen, waitMillis);
        if (seen < forgotten) {
            throw KubeFault.expired(seen, forgotten);
        }
        int from = changes.size();
        while (from > 0 && changes.get(from - 1).revision() > seen) {
            from--;
        }
        return List.copyOf(changes.subList(from, changes.size()));
    }

    /** Waits until something has changed since the revision, or the time is over. */
    synchronized void awaitChangeAfter(long seen, long waitMillis) throws InterruptedException {
        if (revision <= seen && waitMillis > 0) {
            wait(waitMillis);
        }
    }

    /** Forgets all changes so far, as etcd does when it compacts. */
    synchronized void compact() {
        changes.clear();
        forgotten = revision;
    }

    private static boolean mayGo(ObjectNode object) {
        return KubeJson.at(object, "metadata", "finalizers").isEmpty()
                && KubeJson.at(object, "metadata", "deletionGracePeriodSeconds").asLong(0) == 0;
    }

    private static JsonNode intent(ObjectNode object) {
        ObjectNode intent = KubeJson.object();
        object.properties().forEach(field -> intent.set(field.getKey(), field.getValue()));
        intent.remove(List.of("metadata", "status"));
        return KubeJson.essence(intent);
    }

    private ObjectNode commit(Key key, String type, ObjectNode before, ObjectNode object) {
        revision++;
        KubeJson.metadata(object).put("resourceVersion", Long.toString(revision));
        if (!"DELETED".equals(type)) {
            objects.put(key, object);
        }
        changes.add(new Change(revision, type, key.resource(), before, object));
        if (changes.size() > REMEMBERED_CHANGES) {
            List<Change> oldest = changes.subList(0, REMEMBERED_CHANGES / 2);
            forgotten = oldest.get(oldest.size() - 1).revision();
            oldest.clear();
        }
        notifyAll();
        return object;
    }
}
