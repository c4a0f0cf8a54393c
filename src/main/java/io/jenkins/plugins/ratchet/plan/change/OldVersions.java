package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Values of the user that hold on to the version that is left: the new chart would run old images. */
final class OldVersions {
    private static final Pattern VERSION_KEY = Pattern.compile("(?i)(tag|version|digest|revision)$");
    private static final Pattern IMAGE_KEY = Pattern.compile("(?i)(image|repository|registry|tag)");

    private final List<String> old;
    private final List<String> young;

    private OldVersions(List<String> old, List<String> young) {
        this.old = old;
        this.young = young;
    }

    /**
     * @param values what the upgrade would be given
     * @param defaults of the chart that is left
     * @param newDefaults of the target chart
     * @param old the chart version and appVersion that are left; null where one is not known
     * @param young those of the target
     * @return a sentence for each place
     */
    static List<String> in(
            JsonNode values,
            JsonNode defaults,
            JsonNode newDefaults,
            List<String> old,
            List<String> young,
            Masks masks) {
        OldVersions versions = new OldVersions(bare(old), bare(young));
        List<String> found = new ArrayList<>();
        ValuePath.leaves(values, (path, value) -> versions.leaf(path, value, defaults, newDefaults, masks, found));
        return found;
    }

    private void leaf(
            ValuePath path, JsonNode value, JsonNode defaults, JsonNode newDefaults, Masks masks, List<String> found) {
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                ValuePath item = path.parent().child(path.last() + "[" + i + "]");
                if (value.get(i).isObject()) {
                    ValuePath.leaves(value.get(i), (inner, leaf) -> {
                        List<String> keys = new ArrayList<>(item.keys());
                        keys.addAll(inner.keys());
                        leaf(new ValuePath(keys), leaf, defaults, newDefaults, masks, found);
                    });
                } else if (value.get(i).isValueNode()) {
                    leaf(item, value.get(i), defaults, newDefaults, masks, found);
                }
            }
            return;
        }
        String text = value.asText("").strip();
        if (text.isEmpty() || !value.isTextual() && !value.isNumber()) {
            return;
        }
        String shown = path + " is " + masks.value(path, value);
        JsonNode was = path.in(defaults);
        JsonNode is = path.in(newDefaults);
        boolean pinned = value.equals(was)
                && is.isValueNode()
                && !is.equals(was)
                && !is.asText().isEmpty();
        if (pinned && (IMAGE_KEY.matcher(path.toString()).find() || names(old, text))) {
            found.add(shown + ", the default of the chart that is left; the target's is " + masks.value(path, is));
        } else if (VERSION_KEY.matcher(path.last()).find() && names(old, text) && !names(young, text)) {
            found.add(shown + ", which is the version that is left");
        } else if (taggedOld(text)) {
            found.add(shown + ", an image of the version that is left");
        }
    }

    /** Whether the text is one of these versions, or one with a suffix such as {@code -debian-12}. */
    private static boolean names(List<String> versions, String text) {
        String plain = text.replaceFirst("^[vV](?=\\d)", "");
        return versions.stream()
                .anyMatch(version -> plain.equals(version)
                        || plain.startsWith(version)
                                && plain.substring(version.length()).matches("[-+_].*"));
    }

    private boolean taggedOld(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= text.lastIndexOf('/') || colon <= 0 || text.contains(" ") || text.contains("://")) {
            return false;
        }
        String tag = text.substring(colon + 1);
        return names(old, tag) && !names(young, tag);
    }

    private static List<String> bare(List<String> versions) {
        return versions.stream()
                .filter(version -> version != null && !version.isBlank())
                .map(version -> version.replaceFirst("^[vV](?=\\d)", ""))
                .toList();
    }
}
