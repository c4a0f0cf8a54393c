package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One difference between the values that the user gave the deployed revision and those that the upgrade would be given.
 *
 * @param from shortened and masked; null where there was none
 * @param to shortened and masked; null where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ValueChange(Kind kind, String key, String from, String to) {

    /** What becomes of a value. */
    public enum Kind {
        @JsonProperty("lost")
        LOST,
        @JsonProperty("changed")
        CHANGED,
        @JsonProperty("added")
        ADDED
    }

    /**
     * Compares what helm stored with the deployed revision and what it would store with the new one: files merged in
     * their order, {@code --set} over them, an explicit null kept, as it removes the chart's default.
     */
    static List<ValueChange> between(JsonNode live, JsonNode next, Masks masks) {
        Map<ValuePath, JsonNode> before = new LinkedHashMap<>();
        Map<ValuePath, JsonNode> after = new LinkedHashMap<>();
        ValuePath.leaves(live, before::put);
        ValuePath.leaves(next, after::put);
        List<ValueChange> changes = new ArrayList<>();
        before.forEach((path, value) -> {
            JsonNode now = path.in(next);
            if (now.isMissingNode()) {
                changes.add(new ValueChange(Kind.LOST, path.toString(), masks.value(path, value), null));
            } else if (!value.equals(now)) {
                changes.add(new ValueChange(
                        Kind.CHANGED, path.toString(), masks.value(path, value), masks.value(path, now)));
            }
        });
        after.forEach((path, value) -> {
            if (path.in(live).isMissingNode()) {
                changes.add(new ValueChange(Kind.ADDED, path.toString(), null, masks.value(path, value)));
            }
        });
        changes.sort(Comparator.comparing(ValueChange::kind).thenComparing(ValueChange::key));
        return changes;
    }
}
