package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A place among values, as helm's {@code --set} spells it: dots between keys, a dot in a key escaped. */
record ValuePath(List<String> keys) {
    static final ValuePath ROOT = new ValuePath(List.of());

    ValuePath {
        keys = List.copyOf(keys);
    }

    ValuePath child(String key) {
        List<String> longer = new ArrayList<>(keys);
        longer.add(key);
        return new ValuePath(longer);
    }

    ValuePath parent() {
        return keys.isEmpty() ? this : new ValuePath(keys.subList(0, keys.size() - 1));
    }

    String last() {
        return keys.isEmpty() ? "" : keys.get(keys.size() - 1);
    }

    /** The value there; a missing node where there is none. */
    JsonNode in(JsonNode values) {
        JsonNode node = values;
        for (String key : keys) {
            node = node.path(key);
        }
        return node;
    }

    /** Every value that is no map, an empty map included, in order. */
    static void leaves(JsonNode values, BiConsumer<ValuePath, JsonNode> visitor) {
        leaves(ROOT, values, visitor);
    }

    private static void leaves(ValuePath path, JsonNode node, BiConsumer<ValuePath, JsonNode> visitor) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(entry -> leaves(path.child(entry.getKey()), entry.getValue(), visitor));
        } else if (!path.keys.isEmpty()) {
            visitor.accept(path, node);
        }
    }

    @Override
    public String toString() {
        return String.join(
                ".", keys.stream().map(key -> key.replace(".", "\\.")).toList());
    }
}
