package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One {@code set} block, read as helm's {@code --set} is. What is written in a way that needs the values below it, as an
 * index into a list does, is not read.
 *
 * @param keys from the top of the values
 */
record SetBlock(List<String> keys, JsonNode value) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /**
     * @param block {@code set}, {@code set_list} …
     * @throws IllegalArgumentException where it cannot be read for certain; says why, without the value
     */
    static SetBlock of(String block, JsonNode json) {
        List<String> keys = keys(json.path("name").asText(""));
        String type = json.path("type").asText("");
        if (json.path("value").isArray()) {
            ArrayNode list = NODES.arrayNode();
            for (JsonNode element : json.path("value")) {
                String text = element.asText("");
                if (text.isEmpty() || text.matches("(?s).*[,{}\\\\].*")) {
                    throw new IllegalArgumentException("has an element that is not plain");
                }
                list.add(typed(text));
            }
            return new SetBlock(keys, list);
        }
        String text = json.path("value").asText("");
        if (type.equals("literal")) {
            return new SetBlock(keys, TextNode.valueOf(text));
        }
        String plain = unescaped(text);
        return new SetBlock(
                keys, type.equals("string") || block.equals("set_string") ? TextNode.valueOf(plain) : typed(plain));
    }

    /**
     * Puts it where it belongs.
     *
     * @throws IllegalArgumentException where another block sets the same, so that their order would decide
     */
    void into(ObjectNode values) {
        ObjectNode at = values;
        for (String key : keys.subList(0, keys.size() - 1)) {
            JsonNode next = at.path(key);
            if (next.isMissingNode()) {
                next = at.putObject(key);
            }
            if (!(next instanceof ObjectNode object)) {
                throw new IllegalArgumentException("overlaps with another one");
            }
            at = object;
        }
        String last = keys.get(keys.size() - 1);
        if (at.has(last)) {
            throw new IllegalArgumentException("overlaps with another one");
        }
        at.set(last, value);
    }

    /** Where it is, as a JSON pointer. */
    String pointer() {
        StringBuilder pointer = new StringBuilder();
        keys.forEach(key -> pointer.append('/').append(key.replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }

    private static List<String> keys(String name) {
        List<String> keys = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\' && i + 1 < name.length()) {
                key.append(name.charAt(++i));
            } else if (c == '.') {
                keys.add(key.toString());
                key.setLength(0);
            } else if ("[]{},=\\".indexOf(c) >= 0) {
                throw new IllegalArgumentException("has an index or more than one name");
            } else {
                key.append(c);
            }
        }
        keys.add(key.toString());
        if (keys.contains("")) {
            throw new IllegalArgumentException("has an empty name");
        }
        return keys;
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        if (text.startsWith("{")) {
            throw new IllegalArgumentException("has a list for its value");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                plain.append(text.charAt(++i));
            } else if (c == ',') {
                throw new IllegalArgumentException("has a comma that is not escaped, after which helm reads a name");
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** As helm guesses: no fractions, and nothing that begins with a zero but zero itself. */
    private static JsonNode typed(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "true":
                return BooleanNode.TRUE;
            case "false":
                return BooleanNode.FALSE;
            case "null":
                return NullNode.getInstance();
            case "0":
                return LongNode.valueOf(0);
            default:
                return text.matches("[+-]?[0-9]+") && text.charAt(0) != '0' ? whole(text) : TextNode.valueOf(text);
        }
    }

    private static JsonNode whole(String text) {
        try {
            return LongNode.valueOf(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return TextNode.valueOf(text);
        }
    }
}
