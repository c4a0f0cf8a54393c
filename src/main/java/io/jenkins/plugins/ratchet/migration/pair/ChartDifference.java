package io.jenkins.plugins.ratchet.migration.pair;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * In what two charts differ, as far as a way back depends on it: their structure (templates, CRDs, the charts below them,
 * the keys of {@code values.yaml}) or only the tags of images.
 *
 * @param structure each difference of structure in words
 * @param values keys whose default changed and is no image's tag
 * @param images keys whose image tag or digest changed
 */
public record ChartDifference(List<String> structure, List<String> values, List<String> images) {

    /**
     * A chart, read.
     *
     * @param files templates and CRDs, by path
     * @param values its {@code values.yaml}
     * @param dependencies name and version of each chart that it depends on
     */
    public record Chart(Map<String, byte[]> files, JsonNode values, Set<String> dependencies) {}

    public boolean onlyImages() {
        return structure.isEmpty() && values.isEmpty();
    }

    public static ChartDifference between(Chart old, Chart now) {
        List<String> structure = new ArrayList<>();
        paths(old.files().keySet(), now.files().keySet(), structure, "");
        old.files().forEach((path, content) -> {
            byte[] other = now.files().get(path);
            if (other != null && !Arrays.equals(content, other)) {
                structure.add(path + " changed");
            }
        });
        paths(old.dependencies(), now.dependencies(), structure, "chart ");
        Map<String, JsonNode> before = leaves(old.values());
        Map<String, JsonNode> after = leaves(now.values());
        paths(before.keySet(), after.keySet(), structure, "values key ");
        List<String> values = new ArrayList<>();
        List<String> images = new ArrayList<>();
        before.forEach((key, value) -> {
            JsonNode other = after.get(key);
            if (other != null && !other.equals(value)) {
                (isImageTag(key, value, other) ? images : values).add(key);
            }
        });
        return new ChartDifference(List.copyOf(structure), List.copyOf(values), List.copyOf(images));
    }

    private static void paths(Set<String> old, Set<String> now, List<String> structure, String what) {
        Set<String> removed = new TreeSet<>(old);
        removed.removeAll(now);
        removed.forEach(path -> structure.add(what + path + " is gone"));
        Set<String> added = new TreeSet<>(now);
        added.removeAll(old);
        added.forEach(path -> structure.add(what + path + " is new"));
    }

    /** {@code tag} and {@code digest}, and an image's whole name where only what follows its repository differs. */
    private static boolean isImageTag(String key, JsonNode old, JsonNode now) {
        String last = key.substring(key.lastIndexOf('.') + 1);
        if (last.equals("tag") || last.equals("digest") || last.matches(".*(Tag|Digest)")) {
            return true;
        }
        return last.toLowerCase(Locale.ROOT).endsWith("image")
                && old.isTextual()
                && now.isTextual()
                && repository(old.asText()).equals(repository(now.asText()));
    }

    private static String repository(String image) {
        String name = image.replaceFirst("@.*", "");
        int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
        return tag < 0 ? name : name.substring(0, tag);
    }

    /** Lists count whole: their elements have no names. */
    private static Map<String, JsonNode> leaves(JsonNode values) {
        Map<String, JsonNode> leaves = new TreeMap<>();
        collect("", values, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(entry -> collect(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), leaves));
        } else if (!path.isEmpty()) {
            leaves.put(path, node);
        }
    }
}
