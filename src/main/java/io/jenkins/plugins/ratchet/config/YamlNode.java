package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value that knows where it stands, also after a profile was merged under it. */
sealed interface YamlNode {
    Place place();

    /** A text as messages repeat it: quoted, on one line, not endless. */
    static String quoted(String text) {
        return '"' + oneLine(text) + '"';
    }

    static String oneLine(String text) {
        String line = text == null
                ? ""
                : text.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029\\u0085]+", " ").strip();
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }

    /** What it is, for messages. */
    String kind();

    /**
     * Where something stands.
     *
     * @param source file name, profile or option
     * @param line counted from 1; 0 where there are no lines
     * @param path keys and indices in that file, e.g. {@code databases[0].connection}
     */
    record Place(String source, int line, int column, String path) {
        /** The error that names this place. */
        RunException error(String problem) {
            String where = line == 0 ? source : source + ":" + line + ":" + column;
            return RunException.usage(where + ": " + (path.isEmpty() ? "" : path + ": ") + problem);
        }

        /** The error at this place about a key below it. */
        RunException errorAbout(String key, String problem) {
            return new Place(source, line, column, path.isEmpty() ? key : path + "." + key).error(problem);
        }
    }

    /** A text, or nothing at all where a key has no value. */
    record Scalar(Place place, String text) implements YamlNode {
        @Override
        public String kind() {
            return text == null ? "nothing" : "a single value";
        }
    }

    /** A list. */
    record Sequence(Place place, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A map; keys keep their order.
     *
     * @param keys where each key stands
     */
    record Mapping(Place place, Map<String, YamlNode> entries, Map<String, Place> keys) implements YamlNode {
        @Override
        public String kind() {
            return "a mapping";
        }

        YamlNode get(String key) {
            return entries.get(key);
        }

        boolean has(String key) {
            return entries.containsKey(key);
        }

        /** The text of a key; null where it is absent or no single value. */
        String text(String key) {
            return entries.get(key) instanceof Scalar scalar ? scalar.text() : null;
        }

        Mapping mapping(String key) {
            return entries.get(key) instanceof Mapping mapping ? mapping : null;
        }

        List<YamlNode> items(String key) {
            return entries.get(key) instanceof Sequence sequence ? sequence.items() : List.of();
        }

        List<Mapping> mappings(String key) {
            List<Mapping> result = new ArrayList<>();
            for (YamlNode item : items(key)) {
                if (item instanceof Mapping mapping) {
                    result.add(mapping);
                }
            }
            return result;
        }

        /** Where the value of a key stands; this map's own place where the key is absent. */
        Place placeOf(String key) {
            return entries.containsKey(key) ? entries.get(key).place() : place;
        }

        /** The same map with one entry set. */
        Mapping with(String key, YamlNode value, Place keyPlace) {
            Map<String, YamlNode> newEntries = new LinkedHashMap<>(entries);
            Map<String, Place> newKeys = new LinkedHashMap<>(keys);
            newEntries.put(key, value);
            newKeys.put(key, keyPlace);
            return new Mapping(place, newEntries, newKeys);
        }

        /** The same map without an entry. */
        Mapping without(String key) {
            Map<String, YamlNode> newEntries = new LinkedHashMap<>(entries);
            newEntries.remove(key);
            return new Mapping(place, newEntries, keys);
        }
    }
}
