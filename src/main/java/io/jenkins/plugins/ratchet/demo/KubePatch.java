package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.List;
import java.util.Map;

/** The ways to change part of an object: JSON merge patch, strategic merge patch and JSON patch. */
final class KubePatch {
    /**
     * What tells the elements of a list apart, by the list's field; the first key that an element has counts. A list
     * that is not named here is replaced as a whole.
     */
    private static final Map<String, List<String>> MERGE_KEYS = Map.ofEntries(
            Map.entry("containers", List.of("name")),
            Map.entry("initContainers", List.of("name")),
            Map.entry("ephemeralContainers", List.of("name")),
            Map.entry("env", List.of("name")),
            Map.entry("volumes", List.of("name")),
            Map.entry("imagePullSecrets", List.of("name")),
            Map.entry("secrets", List.of("name")),
            Map.entry("ports", List.of("containerPort", "port")),
            Map.entry("volumeMounts", List.of("mountPath")),
            Map.entry("volumeDevices", List.of("devicePath")),
            Map.entry("hostAliases", List.of("ip")),
            Map.entry("topologySpreadConstraints", List.of("topologyKey")),
            Map.entry("ownerReferences", List.of("uid")),
            Map.entry("conditions", List.of("type")));

    private static final List<String> SETS = List.of("finalizers");

    private KubePatch() {}

    static ObjectNode merge(ObjectNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw KubeFault.badRequest("a merge patch must be an object");
        }
        return mergeObject(target, changes);
    }

    static ObjectNode json(ObjectNode target, JsonNode patch) {
        try {
            if (JsonPatch.apply(patch, target.deepCopy()) instanceof ObjectNode patched) {
                return patched;
            }
            throw KubeFault.badRequest("the JSON patch left no object");
        } catch (JsonPatchException | IllegalArgumentException e) {
            throw new KubeFault(
                    422,
                    "Invalid",
                    "the server rejected our request due to an error in our request: " + e.getMessage());
        }
    }

    static ObjectNode strategic(ObjectNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw KubeFault.badRequest("a strategic merge patch must be an object");
        }
        if ("replace".equals(KubeJson.text(changes, "$patch"))) {
            ObjectNode replacement = changes.deepCopy();
            replacement.remove("$patch");
            return replacement;
        }
        ObjectNode merged = target.deepCopy();
        changes.properties().forEach(entry -> {
            String field = entry.getKey();
            JsonNode change = entry.getValue();
            if (field.startsWith("$deleteFromPrimitiveList/")) {
                String list = field.substring(field.indexOf('/') + 1);
                merged.set(list, without(merged.path(list), change));
            } else if (field.equals("$retainKeys")) {
                List<String> kept =
                        KubeJson.items(change).stream().map(JsonNode::asText).toList();
                merged.retain(kept);
            } else if (!field.startsWith("$")) {
                strategicField(merged, field, change);
            }
        });
        return merged;
    }

    /** The key by which the elements of both lists are told apart; null where the list is one value. */
    static String mergeKey(String field, JsonNode... lists) {
        for (String key : MERGE_KEYS.getOrDefault(field, List.of())) {
            boolean everywhere = true;
            for (JsonNode list : lists) {
                for (JsonNode element : list) {
                    everywhere &= element.has(key) || element.has("$patch") || element.has("$retainKeys");
                }
            }
            if (everywhere) {
                return key;
            }
        }
        return null;
    }

    private static void strategicField(ObjectNode merged, String field, JsonNode change) {
        JsonNode present = merged.path(field);
        if (change.isNull() || "delete".equals(KubeJson.text(change, "$patch"))) {
            merged.remove(field);
        } else if (change.isObject()) {
            merged.set(field, strategic(present instanceof ObjectNode object ? object : KubeJson.object(), change));
        } else if (change instanceof ArrayNode list && SETS.contains(field)) {
            ArrayNode union = without(present, list);
            list.forEach(union::add);
            merged.set(field, union);
        } else if (change instanceof ArrayNode list && mergeKey(field, present, list) != null) {
            merged.set(field, strategicList(present, list, mergeKey(field, present, list)));
        } else {
            merged.set(field, change.deepCopy());
        }
    }

    private static ArrayNode strategicList(JsonNode present, ArrayNode changes, String key) {
        ArrayNode merged = KubeJson.array();
        present.forEach(element -> merged.add(element.deepCopy()));
        for (JsonNode change : changes) {
            if ("replace".equals(KubeJson.text(change, "$patch"))) {
                merged.removeAll();
                continue;
            }
            int at = indexOf(merged, key, change.path(key));
            if ("delete".equals(KubeJson.text(change, "$patch"))) {
                if (at >= 0) {
                    merged.remove(at);
                }
            } else if (at >= 0 && merged.get(at) instanceof ObjectNode element) {
                merged.set(at, strategic(element, change));
            } else {
                merged.add(strategic(KubeJson.object(), change));
            }
        }
        return merged;
    }

    static int indexOf(JsonNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(key).equals(value)) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode mergeObject(ObjectNode target, ObjectNode patch) {
        ObjectNode merged = target.deepCopy();
        patch.properties().forEach(entry -> {
            JsonNode change = entry.getValue();
            if (change.isNull()) {
                merged.remove(entry.getKey());
            } else if (change instanceof ObjectNode changes) {
                ObjectNode present =
                        merged.get(entry.getKey()) instanceof ObjectNode object ? object : KubeJson.object();
                merged.set(entry.getKey(), mergeObject(present, changes));
            } else {
                merged.set(entry.getKey(), change.deepCopy());
            }
        });
        return merged;
    }

    private static ArrayNode without(JsonNode list, JsonNode gone) {
        List<JsonNode> removed = KubeJson.items(gone);
        ArrayNode kept = KubeJson.array();
        list.forEach(element -> {
            if (!removed.contains(element)) {
                kept.add(element);
            }
        });
        return kept;
    }
}
