package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes the JSON of Kubernetes objects. */
final class KubeJson {
    static final ObjectMapper JSON = new ObjectMapper();
    static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

    private KubeJson() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree that cannot be written", e);
        }
    }

    /** The node under the given field names; a missing node where one of them is absent. */
    static JsonNode at(JsonNode node, String... fields) {
        JsonNode found = node;
        for (String field : fields) {
            found = found.path(field);
        }
        return found;
    }

    static String text(JsonNode node, String... fields) {
        return at(node, fields).asText("");
    }

    static ObjectNode metadata(ObjectNode object) {
        return object.withObjectProperty("metadata");
    }

    static String name(JsonNode object) {
        return text(object, "metadata", "name");
    }

    static String namespace(JsonNode object) {
        return text(object, "metadata", "namespace");
    }

    static String uid(JsonNode object) {
        return text(object, "metadata", "uid");
    }

    static boolean isBeingDeleted(JsonNode object) {
        return at(object, "metadata").hasNonNull("deletionTimestamp");
    }

    static Map<String, String> strings(JsonNode node) {
        Map<String, String> strings = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText("")));
        return strings;
    }

    static List<JsonNode> items(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    static ObjectNode child(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode child ? child : parent.putObject(field);
    }

    static ArrayNode childArray(ObjectNode parent, String field) {
        return parent.get(field) instanceof ArrayNode child ? child : parent.putArray(field);
    }

    /** The time as Kubernetes writes it: UTC, whole seconds. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static Instant instant(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()) : Instant.EPOCH;
    }

    /** Sets a condition; its transition time moves only when its status does. */
    static void condition(ObjectNode status, String type, String value, String reason, String message) {
        ArrayNode conditions = childArray(status, "conditions");
        ObjectNode condition = null;
        for (JsonNode candidate : conditions) {
            if (type.equals(text(candidate, "type"))) {
                condition = (ObjectNode) candidate;
            }
        }
        if (condition == null) {
            condition = conditions.addObject().put("type", type);
        }
        if (!value.equals(text(condition, "status"))) {
            condition.put("status", value).put("lastTransitionTime", now());
        }
        condition.put("reason", reason).put("message", message);
    }

    static boolean hasCondition(JsonNode object, String type, String value) {
        for (JsonNode condition : at(object, "status", "conditions")) {
            if (type.equals(text(condition, "type"))) {
                return value.equals(text(condition, "status"));
            }
        }
        return false;
    }

    /**
     * The node as a typed API server would see it: keys in order, without the nulls and empty structs that some clients
     * send and others leave out. For comparing only.
     */
    static JsonNode essence(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> {
                JsonNode value = essence(field.getValue());
                if (!value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                    fields.put(field.getKey(), value);
                }
            });
            ObjectNode essence = object();
            essence.setAll(fields);
            return essence;
        }
        if (node.isArray()) {
            ArrayNode essence = array();
            node.forEach(element -> essence.add(essence(element)));
            return essence;
        }
        return node;
    }
}
