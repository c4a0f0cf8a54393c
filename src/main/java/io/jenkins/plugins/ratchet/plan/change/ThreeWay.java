package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an object will be: what is live, with what the new manifest says, without what only the old one said. It follows
 * helm 3's strategic merge where lists have a known key and replaces other lists, as helm does for custom resources.
 */
final class ThreeWay {
    /** The keys by which Kubernetes merges its lists, the most telling first. */
    private static final List<List<String>> LIST_KEYS = List.of(
            List.of("/mountPath"),
            List.of("/containerPort", "/protocol"),
            List.of("/port", "/protocol"),
            List.of("/name"),
            List.of("/ip"),
            List.of("/metadata/name"));

    private ThreeWay() {}

    /** The new form of a live object. */
    static JsonNode merge(JsonNode old, JsonNode young, JsonNode live) {
        if (live.isObject() && young.isObject()) {
            ObjectNode merged = live.deepCopy();
            young.properties().forEach(entry -> {
                String key = entry.getKey();
                if (entry.getValue().isNull()) {
                    merged.remove(key);
                } else if (!leftOut(old.path(key), entry.getValue(), live.path(key))) {
                    merged.set(key, merge(old.path(key), entry.getValue(), live.path(key)));
                }
            });
            if (old.isObject()) {
                old.fieldNames().forEachRemaining(key -> {
                    if (!young.has(key)) {
                        merged.remove(key);
                    }
                });
            }
            return merged;
        }
        if (live.isArray() && young.isArray()) {
            List<String> keys = listKeys(young, live);
            return keys == null ? young : mergeLists(keys, old, young, live);
        }
        return young;
    }

    /** Kubernetes does not store what is empty, and some of what is false or 0. */
    private static boolean leftOut(JsonNode old, JsonNode young, JsonNode live) {
        boolean empty = young.isContainerNode() && young.isEmpty()
                || young.isTextual() && young.asText().isEmpty();
        boolean zero = young.isBoolean() && !young.asBoolean() || young.isNumber() && young.asDouble() == 0;
        return live.isMissingNode() && (empty || zero && young.equals(old));
    }

    /** What Kubernetes wrote in another spelling is no change: {@code 1} for {@code "1"}, {@code 1} for {@code 1.0}. */
    static boolean same(JsonNode a, JsonNode b) {
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size()
                    && a.properties().stream()
                            .allMatch(entry -> b.has(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey())));
        }
        if (a.isArray() && b.isArray()) {
            for (int i = 0; i < a.size(); i++) {
                if (i >= b.size() || !same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return a.size() == b.size();
        }
        return a.equals(b)
                || a.isValueNode() && b.isValueNode() && (a.asText().equals(b.asText()) || Quantity.same(a, b));
    }

    private static JsonNode mergeLists(List<String> keys, JsonNode old, JsonNode young, JsonNode live) {
        Map<String, JsonNode> before = byKey(keys, old);
        Map<String, JsonNode> now = byKey(keys, live);
        ArrayNode merged = Json.mapper().createArrayNode();
        Map<String, JsonNode> after = byKey(keys, young);
        after.forEach((key, item) -> merged.add(merge(
                before.getOrDefault(key, item),
                item,
                now.getOrDefault(key, Json.mapper().missingNode()))));
        now.forEach((key, item) -> {
            if (!after.containsKey(key) && !before.containsKey(key)) {
                merged.add(item);
            }
        });
        return merged;
    }

    private static List<String> listKeys(JsonNode young, JsonNode live) {
        for (List<String> keys : LIST_KEYS) {
            if (all(young, keys) && all(live, keys) && byKey(keys, young).size() == young.size()) {
                return keys;
            }
        }
        return null;
    }

    private static boolean all(JsonNode list, List<String> keys) {
        for (JsonNode item : list) {
            if (!item.at(keys.get(0)).isValueNode()) {
                return false;
            }
        }
        return !list.isEmpty();
    }

    private static Map<String, JsonNode> byKey(List<String> keys, JsonNode list) {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        for (JsonNode item : list) {
            StringBuilder key = new StringBuilder();
            // Kubernetes adds a protocol where none was given.
            keys.forEach(part -> key.append(item.at(part).asText(part.equals("/protocol") ? "TCP" : ""))
                    .append('/'));
            items.put(key.toString(), item);
        }
        return items;
    }
}
