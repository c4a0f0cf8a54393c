package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * The values that the provider will give to helm, as far as a plan tells all of them. They hold secrets.
 *
 * @param documents of {@code values}, in YAML, each laid over those before it
 * @param set what the {@code set} blocks lay over these
 * @param secrets texts that the plan calls sensitive, of before and after
 * @param secretPaths JSON pointers to what is sensitive
 * @param unknown why it cannot be said what the values are; null where they are all known
 */
public record PlannedValues(
        List<String> documents, ObjectNode set, List<String> secrets, List<String> secretPaths, String unknown) {
    /** A shorter text could not be masked: ordinary words would be blackened. */
    private static final int SHORTEST_SECRET = 5;

    /** In the order in which the provider lays them over each other. */
    private static final List<String> BLOCKS = List.of("set", "set_list", "set_sensitive", "set_string");

    /** Attributes by which the provider makes something else of them. */
    private static final List<String> OTHERWISE = List.of("reuse_values", "reset_values", "postrender");

    static PlannedValues unknown(String why) {
        return new PlannedValues(List.of(), Json.mapper().createObjectNode(), List.of(), List.of(), why);
    }

    /**
     * Of one release.
     *
     * @param change of the plan
     * @param secrets that it calls sensitive
     * @param writeOnly whether the configuration gives values that no plan keeps
     */
    static PlannedValues of(JsonNode change, List<String> secrets, boolean writeOnly) {
        JsonNode after = change.path("after");
        if (writeOnly) {
            return unknown("set_wo is write-only: no plan holds what it sets");
        }
        for (String attribute : OTHERWISE) {
            JsonNode value = after.path(attribute);
            if (value.asBoolean() || value.isContainerNode() && !value.isEmpty()) {
                return unknown(attribute + " is set on it");
            }
        }
        for (String attribute : List.of("values", "set", "set_list", "set_sensitive", "set_string")) {
            if (SavedPlan.holdsTrue(change.path("after_unknown").path(attribute))) {
                return unknown(attribute + " is known after the apply only");
            }
        }
        // A mark on a document is on all that it holds, names included: there is nothing to be masked word by word.
        if (SavedPlan.holdsTrue(change.path("after_sensitive").path("values"))
                || SavedPlan.holdsTrue(change.path("before_sensitive").path("values"))) {
            return unknown("values is sensitive as a whole");
        }
        if (secrets.stream().anyMatch(PlannedValues::tooShort)) {
            return unknown("a sensitive value is too short to be masked wherever it would be shown");
        }
        return read(after, secrets);
    }

    private static PlannedValues read(JsonNode after, List<String> secrets) {
        List<String> documents = new ArrayList<>();
        after.path("values").forEach(document -> documents.add(document.asText("")));
        ObjectNode set = Json.mapper().createObjectNode();
        List<String> secretPaths = new ArrayList<>();
        for (String block : BLOCKS) {
            for (JsonNode each : after.path(block)) {
                try {
                    SetBlock read = SetBlock.of(block, each);
                    read.into(set);
                    if (block.equals("set_sensitive")) {
                        secretPaths.add(read.pointer());
                    }
                } catch (IllegalArgumentException e) {
                    return unknown(block + " of \"" + each.path("name").asText() + "\" " + e.getMessage());
                }
            }
        }
        return new PlannedValues(List.copyOf(documents), set, secrets, secretPaths, null);
    }

    private static boolean tooShort(String secret) {
        String text = secret.strip();
        return !text.isEmpty() && (text.length() < SHORTEST_SECRET || text.matches("\\d{1,5}|false"));
    }
}
