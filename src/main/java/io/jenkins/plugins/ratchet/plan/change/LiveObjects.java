package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.cluster.ApiObjects;
import io.jenkins.plugins.ratchet.cluster.ApiObjects.Answer;
import io.jenkins.plugins.ratchet.cluster.ApiObjects.Found;
import io.jenkins.plugins.ratchet.cluster.ApiObjects.Resource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The objects as they are. Those of one kind come as a list, by the label that helm gives to all that it makes; what is
 * not in it, or may not be listed, is asked for by name, a few at a time.
 */
final class LiveObjects implements AutoCloseable {
    private static final String MADE_BY_HELM = "app.kubernetes.io/managed-by=Helm";
    private static final int AT_ONCE = 8;
    private static final int ATTEMPTS = 5;

    /** From so many objects of a kind on a list is cheaper. */
    private static final int WORTH_A_LIST = 4;

    private final ApiObjects api;
    private final Map<ObjectRef, Sight> seen = new ConcurrentHashMap<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "ratchet-objects");
        thread.setDaemon(true);
        return thread;
    });

    private record Group(String apiVersion, String kind, String namespace) {}

    LiveObjects(ApiObjects api) {
        this.api = api;
    }

    /** Looks at these objects, as far as nobody has yet. */
    void look(Collection<ObjectRef> refs) {
        Map<Group, Set<ObjectRef>> groups = new HashMap<>();
        for (ObjectRef ref : new HashSet<>(refs)) {
            if (!seen.containsKey(ref)) {
                groups.computeIfAbsent(new Group(ref.apiVersion(), ref.kind(), ref.namespace()), any -> new HashSet<>())
                        .add(ref);
            }
        }
        all(groups.entrySet().stream()
                .filter(group -> group.getValue().size() >= WORTH_A_LIST)
                .map(group -> (Runnable) () -> list(group.getKey(), group.getValue()))
                .toList());
        all(groups.values().stream()
                .flatMap(Set::stream)
                .filter(ref -> !seen.containsKey(ref))
                .map(ref -> (Runnable) () -> seen.put(ref, get(ref)))
                .toList());
    }

    /** What was seen of an object. */
    Sight sight(ObjectRef ref) {
        return seen.getOrDefault(ref, Sight.unseen("nobody looked"));
    }

    /** Looks at one, as far as nobody has yet. */
    Sight seen(ObjectRef ref) {
        look(List.of(ref));
        return sight(ref);
    }

    /** Runs all of these, a few at a time, and waits for them. */
    void all(List<Runnable> tasks) {
        List<Future<?>> running = new ArrayList<>();
        tasks.forEach(task -> running.add(pool.submit(task)));
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while objects were read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("objects cannot be read: " + e.getCause(), e.getCause());
        }
    }

    /** What the API server says to the new form of an object, changing nothing. */
    Answer tried(Comparison each, JsonNode expected) {
        Found found = api.resource(each.ref().apiVersion(), each.ref().kind());
        if (found.resource() == null) {
            return found.answer();
        }
        if (each.created()) {
            return api.tryCreate(found.resource(), each.ref().namespace(), expected);
        }
        ObjectNode body = expected.deepCopy();
        body.put("apiVersion", each.ref().apiVersion());
        if (each.live().at("/metadata/uid").isTextual()) {
            body.withObject("/metadata").set("uid", each.live().at("/metadata/uid"));
        }
        return tryUpdate(found.resource(), each, body);
    }

    /** A controller may write the status of a busy object at any time: then its newer version is what is tried. */
    private Answer tryUpdate(Resource resource, Comparison each, ObjectNode body) {
        String namespace = each.ref().namespace();
        String name = each.ref().name();
        JsonNode newest = each.live();
        for (int attempt = 1; ; attempt++) {
            body.withObject("/metadata").set("resourceVersion", newest.at("/metadata/resourceVersion"));
            Answer answer = api.tryUpdate(resource, namespace, name, body);
            if (answer.status() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
                return answer;
            }
            Answer again = api.get(resource, namespace, name);
            if (!again.ok()) {
                return answer;
            }
            newest = again.body();
        }
    }

    /**
     * The images that pods of a namespace run.
     *
     * @param digests by the reference in the pod
     * @param problem why not all of them are known; null where they are
     */
    record RunningImages(Map<String, String> digests, String problem) {}

    RunningImages runningImages(String namespace) {
        Map<String, String> digests = new HashMap<>();
        Found found = api.resource("v1", "Pod");
        if (found.resource() == null) {
            return new RunningImages(digests, found.answer().message());
        }
        String from = null;
        do {
            Answer page = api.page(found.resource(), namespace, null, from);
            if (!page.ok()) {
                return new RunningImages(digests, page.status() == 403 ? "no right to list them" : page.message());
            }
            page.body()
                    .path("items")
                    .forEach(pod -> pod.at("/status/containerStatuses").forEach(status -> {
                        String id = status.path("imageID").asText("");
                        if (id.contains("@")) {
                            digests.put(status.path("image").asText(), id.substring(id.indexOf('@') + 1));
                        }
                    }));
            from = page.body().at("/metadata/continue").asText("");
        } while (!from.isEmpty());
        return new RunningImages(digests, null);
    }

    private void list(Group group, Set<ObjectRef> wanted) {
        Found found = api.resource(group.apiVersion(), group.kind());
        if (found.resource() == null) {
            return;
        }
        Map<String, ObjectRef> byName = wanted.stream().collect(Collectors.toMap(ObjectRef::name, ref -> ref));
        String from = null;
        do {
            Answer page = api.page(found.resource(), group.namespace(), MADE_BY_HELM, from);
            if (!page.ok()) {
                return;
            }
            for (JsonNode item : page.body().path("items")) {
                ObjectRef ref = byName.get(item.at("/metadata/name").asText());
                if (ref != null) {
                    // Items of a list come without these.
                    ((ObjectNode) item).put("apiVersion", group.apiVersion()).put("kind", group.kind());
                    seen.put(ref, new Sight(item, null));
                }
            }
            from = page.body().at("/metadata/continue").asText("");
        } while (!from.isEmpty());
    }

    private Sight get(ObjectRef ref) {
        Found found = api.resource(ref.apiVersion(), ref.kind());
        if (found.resource() == null) {
            return Sight.unseen(
                    found.answer().status() == 404
                            ? "the cluster knows no " + ref.kind() + " of " + ref.apiVersion()
                            : found.answer().message());
        }
        Answer answer = api.get(found.resource(), ref.namespace(), ref.name());
        if (answer.ok()) {
            return new Sight(answer.body(), null);
        }
        return answer.status() == 404
                ? Sight.ABSENT
                : Sight.unseen(answer.status() == 403 ? "no right to get it" : answer.message());
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
