package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.Map;

/**
 * Prints a configuration as YAML that can be loaded again, with every default filled in.
 *
 * <p>It holds no secret: the loader refuses written ones, settings are printed as their sources, and what looks like a
 * secret is masked nevertheless, because a configuration need not come from the loader.
 */
public final class ConfigPrinter {
    private static final String MASK = "****";

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    private ConfigPrinter() {}

    /** The configuration as YAML: keys in the order of the reference, times as {@code 24h}. */
    public static String toYaml(Config config) {
        JsonNode tree = Binding.mapper().valueToTree(config);
        mask(tree, "");
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void mask(JsonNode node, String parent) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(masked(parent, field.getKey(), field.getValue()));
                mask(field.getValue(), field.getKey());
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, masked(parent, "", array.get(i)));
                mask(array.get(i), parent);
            }
        }
    }

    private static JsonNode masked(String parent, String key, JsonNode value) {
        if (value.isTextual() && Secrecy.isSecret(parent, key, value.asText())) {
            return TextNode.valueOf(MASK);
        }
        if (value instanceof ObjectNode setting
                && setting.has("default")
                && Secrecy.isSecret(parent, key, setting.get("default").asText())) {
            setting.put("default", MASK);
        }
        return value;
    }
}
