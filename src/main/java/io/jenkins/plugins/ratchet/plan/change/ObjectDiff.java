package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects as a unified diff of YAML with sorted keys, bounded in size, every secret masked. */
final class ObjectDiff {
    private static final int CONTEXT = 3;
    private static final int MOST_LINES = 300;
    private static final int MOST_LINES_IN_ALL = 4000;
    private static final int LONGEST_LINE = 240;

    /** Larger ones, as bundled files, are compared by the caller's fields alone. */
    private static final int MOST_LINES_COMPARED = 20_000;

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build());

    private final Masks masks;
    private int told;

    ObjectDiff(Masks masks) {
        this.masks = masks;
    }

    /** Either side may be missing. */
    List<String> between(JsonNode before, JsonNode after) {
        if (told >= MOST_LINES_IN_ALL) {
            return List.of();
        }
        List<String> old = lines(before);
        List<String> young = lines(after);
        if (old.size() + young.size() > MOST_LINES_COMPARED) {
            return List.of("(" + old.size() + " and " + young.size() + " lines are not compared line by line)");
        }
        Patch<String> patch = DiffUtils.diff(old, young);
        List<String> unified = UnifiedDiffUtils.generateUnifiedDiff("", "", old, patch, CONTEXT);
        // The first two lines would name files.
        List<String> shown = new ArrayList<>();
        for (String line : unified.subList(Math.min(2, unified.size()), unified.size())) {
            if (shown.size() == Math.min(MOST_LINES, MOST_LINES_IN_ALL - told)) {
                shown.add("(" + (unified.size() - 2 - shown.size()) + " more lines)");
                break;
            }
            shown.add(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE - 1) + "…" : line);
        }
        told += shown.size();
        return shown;
    }

    private List<String> lines(JsonNode object) {
        if (object.isMissingNode()) {
            return List.of();
        }
        boolean secret = object.path("kind").asText().equals("Secret");
        try {
            return YAML.writeValueAsString(shown(object, secret ? 0 : -1))
                    .lines()
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object can always be written as YAML", e);
        }
    }

    /**
     * @param secretDepth how deep inside of a Secret; negative elsewhere
     */
    private JsonNode shown(JsonNode node, int secretDepth) {
        if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
            ObjectNode copy = Json.mapper().createObjectNode();
            boolean secretByName = Masks.namesSecret(node.path("name").asText(""));
            sorted.forEach((key, value) -> {
                boolean data = secretDepth == 0 && (key.equals("data") || key.equals("stringData"));
                if (data && value.isObject()) {
                    copy.set(key, allMasked(value));
                } else if (secretByName && key.equals("value") || Masks.namesSecret(key)) {
                    copy.set(key, named(value, secretDepth));
                } else {
                    copy.set(key, shown(value, secretDepth < 0 ? -1 : secretDepth + 1));
                }
            });
            return copy;
        }
        if (node.isArray()) {
            var list = Json.mapper().createArrayNode();
            boolean secretNext = false;
            for (JsonNode item : node) {
                list.add(
                        secretNext && item.isTextual() && !item.asText().startsWith("-")
                                ? named(item, secretDepth)
                                : shown(item, secretDepth < 0 ? -1 : secretDepth + 1));
                secretNext = NamedSecrets.isOption(item.asText(""));
            }
            return list;
        }
        if (node.isTextual() || node.isNumber()) {
            String masked = masks.lines(node.asText());
            return node.isTextual() || !masked.equals(node.asText()) ? TextNode.valueOf(masked) : node;
        }
        return node;
    }

    /** What stands under a name that calls it a secret. */
    private JsonNode named(JsonNode value, int secretDepth) {
        if (value.isTextual() || value.isNumber()) {
            return TextNode.valueOf(masks.numbered(value.asText()));
        }
        if (value.isArray()) {
            var list = Json.mapper().createArrayNode();
            value.forEach(item -> list.add(named(item, secretDepth < 0 ? -1 : secretDepth + 1)));
            return list;
        }
        return shown(value, secretDepth < 0 ? -1 : secretDepth + 1);
    }

    private JsonNode allMasked(JsonNode data) {
        Map<String, String> sorted = new TreeMap<>();
        data.properties()
                .forEach(entry -> sorted.put(
                        entry.getKey(), masks.numbered(entry.getValue().asText())));
        return Json.mapper().valueToTree(sorted);
    }
}
