package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;

/** Finds what a manifest or values hold under a name that calls it a secret: the same may stand elsewhere without one. */
final class NamedSecrets {
    private NamedSecrets() {}

    /** Tells the name and the value of each. */
    static void in(JsonNode node, BiConsumer<String, String> found) {
        if (node.isObject()) {
            String name = node.path("name").asText("");
            node.properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                String key = entry.getKey();
                if (value.isTextual() || value.isNumber()) {
                    text(key.equals("value") && Masks.namesSecret(name) ? name : key, value.asText(), found);
                } else {
                    in(value, found);
                }
            });
        } else if (node.isArray()) {
            String before = "";
            for (JsonNode item : node) {
                if (item.isTextual()) {
                    boolean named = isOption(before) && !item.asText().startsWith("-");
                    text(named ? before : "", item.asText(), found);
                }
                in(item, found);
                before = item.asText("");
            }
        }
    }

    /** "--password": what it is comes as the next argument. */
    static boolean isOption(String argument) {
        return argument.matches("--?[\\w-]+") && Masks.namesSecret(argument);
    }

    private static void text(String name, String text, BiConsumer<String, String> found) {
        if (Masks.namesSecret(name)) {
            found.accept(name, text);
        } else if (text.indexOf(':') >= 0 || text.indexOf('=') >= 0) {
            text.lines().forEach(line -> assigned(line, found));
        }
    }

    private static void assigned(String line, BiConsumer<String, String> found) {
        Matcher assignment = Masks.ASSIGNMENT.matcher(line);
        while (assignment.find()) {
            if (Masks.namesSecret(assignment.group(1))) {
                found.accept(assignment.group(1), bare(line.substring(assignment.end())));
                return;
            }
        }
    }

    /** Without quotes, and what comes behind them. */
    private static String bare(String value) {
        String text = value.strip();
        char quote = text.isEmpty() ? ' ' : text.charAt(0);
        int end = quote == '"' || quote == '\'' ? text.indexOf(quote, 1) : -1;
        return end > 0 ? text.substring(1, end) : text;
    }
}
