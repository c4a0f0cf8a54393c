package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * A saved plan, read from {@code show -json}.
 *
 * @param json as it was printed; it holds secrets and stays in memory
 * @param lineage of the state that it was made from
 * @param serial of that state
 */
public record SavedPlan(JsonNode json, String lineage, long serial) {
    private static final String SET_SENSITIVE = "set_sensitive";

    /** What it does to each resource, those included that it leaves alone. */
    public List<ResourceChange> changes() {
        return changes("resource_changes");
    }

    /** What was changed since the last apply, by somebody else. */
    public List<ResourceChange> drift() {
        return changes("resource_drift").stream()
                .filter(ResourceChange::changes)
                .toList();
    }

    private List<ResourceChange> changes(String key) {
        List<ResourceChange> changes = new ArrayList<>();
        for (JsonNode each : json.path(key)) {
            JsonNode change = each.path("change");
            changes.add(new ResourceChange(
                    each.path("address").asText(),
                    each.path("type").asText(),
                    StreamSupport.stream(change.path("actions").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList(),
                    each.path("action_reason").asText(null),
                    attributes(change)));
        }
        return changes;
    }

    private static List<String> attributes(JsonNode change) {
        TreeSet<String> names = new TreeSet<>();
        change.path("before").fieldNames().forEachRemaining(names::add);
        change.path("after").fieldNames().forEachRemaining(names::add);
        change.path("after_unknown").fieldNames().forEachRemaining(names::add);
        names.removeIf(name ->
                change.path("before").path(name).equals(change.path("after").path(name))
                        && !holdsTrue(change.path("after_unknown").path(name)));
        return List.copyOf(names);
    }

    /** The release at an address, as it would be afterwards, or as it is where the plan leaves it alone. */
    public Optional<PlannedRelease> release(String address) {
        for (JsonNode each : json.path("resource_changes")) {
            JsonNode change = each.path("change");
            JsonNode after = change.path("after").isObject() ? change.path("after") : change.path("before");
            if (each.path("address").asText().equals(address) && after.isObject()) {
                return Optional.of(new PlannedRelease(
                        address,
                        text(after, "name"),
                        text(after, "namespace"),
                        text(after, "chart"),
                        text(after, "repository"),
                        text(after, "version"),
                        new Configured(json.path("configuration")).names(address, "version"),
                        enabled(after),
                        after.path("timeout").asLong(0),
                        known(change.path("before").path("metadata"))));
            }
        }
        return Optional.empty();
    }

    /** The values that the release at an address will get; empty where the plan has none there. */
    public Optional<PlannedValues> values(String address) {
        for (JsonNode each : json.path("resource_changes")) {
            JsonNode change = each.path("change");
            if (each.path("address").asText().equals(address)
                    && change.path("after").isObject()) {
                List<String> secrets = new ArrayList<>();
                secrets(change, secrets);
                boolean writeOnly = new Configured(json.path("configuration")).mentions(address, "set_wo");
                return Optional.of(PlannedValues.of(change, secrets, writeOnly));
            }
        }
        return Optional.empty();
    }

    /** The provider's metadata is a list of one up to its version 2, and an object since. */
    private static PlannedRelease.KnownRevision known(JsonNode metadata) {
        JsonNode one = metadata.isArray() ? metadata.path(0) : metadata;
        return one.path("revision").asInt(0) == 0
                ? null
                : new PlannedRelease.KnownRevision(
                        one.path("revision").asInt(),
                        text(one, "version"),
                        one.path("last_deployed").asLong(0));
    }

    private static List<String> enabled(JsonNode after) {
        List<String> enabled = new ArrayList<>();
        for (Map.Entry<String, JsonNode> attribute : after.properties()) {
            if (attribute.getValue().isBoolean() && attribute.getValue().asBoolean()
                    || attribute.getKey().equals("postrender")
                            && !attribute.getValue().isEmpty()) {
                enabled.add(attribute.getKey());
            }
        }
        return enabled;
    }

    /** Whether Terraform could not plan all of it. */
    public boolean errored() {
        return json.path("errored").asBoolean(false);
    }

    /**
     * Over what it would do, the variables and the state it was made from: two plans with the same digest do the same.
     * Times are left out.
     */
    public String digest() {
        ObjectNode content = Json.mapper().createObjectNode();
        for (String key : List.of("resource_changes", "output_changes", "variables")) {
            content.set(key, json.get(key));
        }
        content.put("lineage", lineage);
        content.put("serial", serial);
        try {
            // Through maps: these are written in the order of their keys.
            return Sha256.of(Json.mapper().writeValueAsString(Json.mapper().treeToValue(content, Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written as JSON", e);
        }
    }

    /** Values that the plan itself calls sensitive. */
    public List<String> secrets() {
        List<String> found = new ArrayList<>();
        JsonNode declared = json.path("configuration").path("root_module").path("variables");
        for (Map.Entry<String, JsonNode> variable : json.path("variables").properties()) {
            if (declared.path(variable.getKey()).path("sensitive").asBoolean()) {
                texts(variable.getValue().path("value"), found);
            }
        }
        for (JsonNode each : json.path("resource_changes")) {
            secrets(each.path("change"), found);
        }
        return found;
    }

    private static void secrets(JsonNode change, List<String> found) {
        for (String when : List.of("before", "after")) {
            JsonNode values = change.path(when);
            JsonNode marks = change.path(when + "_sensitive");
            if (marks.isBoolean()) {
                marked(values, marks, found);
            }
            marks.properties().stream()
                    .filter(mark -> !mark.getKey().equals(SET_SENSITIVE))
                    .forEach(mark -> marked(values.path(mark.getKey()), mark.getValue(), found));
            // Where a mark is on all of such a block, its names and types are no secrets still.
            values.path(SET_SENSITIVE).forEach(block -> texts(block.path("value"), found));
        }
    }

    private static void marked(JsonNode value, JsonNode marks, List<String> found) {
        if (marks.isBoolean() && marks.asBoolean()) {
            texts(value, found);
        } else if (marks.isObject()) {
            marks.properties().forEach(mark -> marked(value.path(mark.getKey()), mark.getValue(), found));
        } else if (marks.isArray()) {
            for (int i = 0; i < marks.size(); i++) {
                marked(value.path(i), marks.get(i), found);
            }
        }
    }

    private static void texts(JsonNode value, List<String> found) {
        if (value.isTextual()) {
            found.add(value.asText());
        }
        value.forEach(inner -> texts(inner, found));
    }

    static boolean holdsTrue(JsonNode node) {
        return node.isBoolean() && node.asBoolean()
                || StreamSupport.stream(node.spliterator(), false).anyMatch(SavedPlan::holdsTrue);
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).isTextual() ? node.path(key).asText() : null;
    }
}
