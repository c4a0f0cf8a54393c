package io.jenkins.plugins.ratchet.migration.pair;

import java.util.Map;

/** Names of models for names of tables, as Rails makes them in the plain cases. */
final class Inflection {
    private static final Map<String, String> IRREGULAR = Map.of(
            "people",
            "person",
            "children",
            "child",
            "men",
            "man",
            "women",
            "woman",
            "mice",
            "mouse",
            "oxen",
            "ox",
            "news",
            "news",
            "series",
            "series",
            "statuses",
            "status",
            "aliases",
            "alias");

    private Inflection() {}

    /** {@code order_entries → order_entry}. */
    static String singular(String table) {
        int last = table.lastIndexOf('_') + 1;
        String word = table.substring(last);
        return table.substring(0, last) + singularWord(word);
    }

    private static String singularWord(String word) {
        if (IRREGULAR.containsKey(word)) {
            return IRREGULAR.get(word);
        }
        if (word.endsWith("ies") && word.length() > 4) {
            return word.substring(0, word.length() - 3) + "y";
        }
        if (word.matches(".*(ss|x|z|ch|sh)es")) {
            return word.substring(0, word.length() - 2);
        }
        return word.endsWith("s") && !word.endsWith("ss") ? word.substring(0, word.length() - 1) : word;
    }

    /** {@code order_entries → OrderEntry}. */
    static String className(String table) {
        StringBuilder name = new StringBuilder();
        for (String part : singular(table).split("_")) {
            if (!part.isEmpty()) {
                name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return name.isEmpty() ? table : name.toString();
    }
}
