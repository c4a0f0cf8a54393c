package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Finds what a manifest or values hold under a name that calls it a secret: the same may stand elsewhere without one. */
final class NamedSecrets {
    private static final Pattern OPTION = Pattern.compile("--?[\\w-]+");

    private final BiConsumer<String, String> found;

    /** The old, the new and the live object hold the same files mostly. */
    private final Set<String> read = new HashSet<>();

    /** @param found is told the name and the value of each */
    NamedSecrets(BiConsumer<String, String> found) {
        this.found = found;
    }

    void in(JsonNode node) {
        if (node.isObject()) {
            String name = node.path("name").asText("");
            node.properties().forEach(entry -> {
                JsonNode value = entry.getValue();
                String key = entry.getKey();
                if (value.isTextual() || value.isNumber()) {
                    text(key.equals("value") && Masks.namesSecret(name) ? name : key, value.asText());
                } else {
                    in(value);
                }
            });
        } else if (node.isArray()) {
            String before = "";
            for (JsonNode item : node) {
                if (item.isTextual()) {
                    boolean named = isOption(before) && !item.asText().startsWith("-");
                    text(named ? before : "", item.asText());
                }
                in(item);
                before = item.asText("");
            }
        }
    }

    /** "--password": what it is comes as the next argument. */
    static boolean isOption(String argument) {
        return argument.startsWith("-") && OPTION.matcher(argument).matches() && Masks.namesSecret(argument);
    }

    private void text(String name, String text) {
        if (Masks.namesSecret(name)) {
            found.accept(name, text);
        } else if ((text.indexOf(':') >= 0 || text.indexOf('=') >= 0) && read.add(text)) {
            text.lines().forEach(this::assigned);
        }
    }

    private void assigned(String line) {
        for (Assignment each = Assignment.first(line); each != null; each = each.next()) {
            if (Masks.namesSecret(each.name())) {
                found.accept(each.name(), bare(each.value()));
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
