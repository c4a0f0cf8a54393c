package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Server-side apply, in short: remembers what each field manager applied last, takes away what it no longer names, and
 * merges the rest. There is no managedFields and hence no conflict between managers: the last one wins.
 */
final class KubeApply {
    private record Applied(String uid, String manager) {}

    private final Map<Applied, ObjectNode> applied = new ConcurrentHashMap<>();

    ObjectNode merge(ObjectNode present, ObjectNode wanted, String manager) {
        ObjectNode before = applied.getOrDefault(new Applied(KubeJson.uid(present), manager), KubeJson.object());
        ObjectNode pruned = present.deepCopy();
        prune(pruned, before, wanted);
        return KubePatch.strategic(pruned, wanted);
    }

    void remember(String uid, String manager, ObjectNode wanted) {
        applied.put(new Applied(uid, manager), wanted.deepCopy());
    }

    private static void prune(ObjectNode present, ObjectNode before, ObjectNode wanted) {
        before.properties().forEach(entry -> {
            String field = entry.getKey();
            JsonNode was = entry.getValue();
            JsonNode will = wanted.path(field);
            if (will.isMissingNode()) {
                present.remove(field);
            } else if (present.get(field) instanceof ObjectNode object
                    && was instanceof ObjectNode wasObject
                    && will instanceof ObjectNode willObject) {
                prune(object, wasObject, willObject);
            } else if (present.get(field) instanceof ArrayNode list && was.isArray() && will.isArray()) {
                pruneList(list, field, was, will);
            }
        });
    }

    private static void pruneList(ArrayNode present, String field, JsonNode was, JsonNode will) {
        String key = KubePatch.mergeKey(field, present, was, will);
        if (key == null) {
            return;
        }
        for (JsonNode element : List.copyOf(KubeJson.items(was))) {
            int at = KubePatch.indexOf(present, key, element.path(key));
            int stays = KubePatch.indexOf(will, key, element.path(key));
            if (at >= 0 && stays < 0) {
                present.remove(at);
            } else if (at >= 0) {
                prune((ObjectNode) present.get(at), (ObjectNode) element, (ObjectNode) will.get(stays));
            }
        }
    }
}
