package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.helm.ChartContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How the target chart differs from the deployed one in its making: the evidence for whether a release is a mere change of
 * images.
 *
 * @param templates files that were added, removed or changed, with a sign before their name
 * @param keys keys of the defaults that were added, removed or retyped, with a sign before their name
 * @param values keys whose defaults changed otherwise than in an image's name, tag or version
 * @param dependencies subcharts that were added, removed or got another version: helm does not store their templates
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChartStructure(
        List<String> templates, List<String> keys, List<String> values, List<String> dependencies) {
    private static final Pattern IMAGE =
            Pattern.compile("(?i)(^|\\.)(\\w*images?(\\..*)?|\\w*tag|digest|\\w*version|repository)$");

    public ChartStructure {
        templates = templates == null ? List.of() : List.copyOf(templates);
        keys = keys == null ? List.of() : List.copyOf(keys);
        values = values == null ? List.of() : List.copyOf(values);
        dependencies = dependencies == null ? List.of() : List.copyOf(dependencies);
    }

    /** Whether templates, keys or subcharts changed: more than the values that are in them. */
    @JsonIgnore
    public boolean structural() {
        return !templates.isEmpty() || !keys.isEmpty() || !dependencies.isEmpty();
    }

    /** Whether nothing but images differs. */
    @JsonIgnore
    public boolean imagesOnly() {
        return !structural() && values.isEmpty();
    }

    /**
     * @param stored the deployed chart as helm stored it
     */
    static ChartStructure between(JsonNode stored, ChartContent target, List<DefaultChange> defaults) {
        List<String> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (DefaultChange change : defaults) {
            switch (change.kind()) {
                case ADDED -> keys.add("+" + change.key());
                case REMOVED -> keys.add("-" + change.key());
                case RENAMED -> keys.add("-" + change.key() + " +" + change.to());
                case RETYPED -> keys.add("~" + change.key());
                default -> {
                    if (!IMAGE.matcher(change.key()).find()) {
                        values.add(change.key());
                    }
                }
            }
        }
        return new ChartStructure(
                changed(templates(stored), text(target.templates())),
                keys,
                values,
                changed(dependencies(stored.path("metadata")), dependencies(target.metadata())));
    }

    private static List<String> changed(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> changed = new ArrayList<>();
        for (String name : names) {
            if (!after.containsKey(name)) {
                changed.add("-" + name);
            } else if (!before.containsKey(name)) {
                changed.add("+" + name);
            } else if (!before.get(name).equals(after.get(name))) {
                changed.add("~" + name);
            }
        }
        return changed;
    }

    private static Map<String, String> templates(JsonNode stored) {
        Map<String, String> templates = new TreeMap<>();
        for (JsonNode file : stored.path("templates")) {
            byte[] bytes = Base64.getMimeDecoder().decode(file.path("data").asText(""));
            templates.put(file.path("name").asText(), plain(bytes));
        }
        return templates;
    }

    private static Map<String, String> text(Map<String, byte[]> files) {
        Map<String, String> text = new TreeMap<>();
        files.forEach((name, bytes) -> text.put(name, plain(bytes)));
        return text;
    }

    private static String plain(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n").strip();
    }

    private static Map<String, String> dependencies(JsonNode metadata) {
        Map<String, String> dependencies = new TreeMap<>();
        for (JsonNode each : metadata.path("dependencies")) {
            String name = each.path("alias").asText(each.path("name").asText());
            dependencies.put(name, each.path("version").asText());
        }
        return dependencies;
    }
}
