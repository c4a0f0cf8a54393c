package io.jenkins.plugins.ratchet.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Migrations that a chart ships in ConfigMaps, read from its rendered manifests ({@code helm template}). */
final class RenderedConfigMaps {
    private static final YAMLMapper YAML = new YAMLMapper();

    private RenderedConfigMaps() {}

    static List<Migration> read(Path manifests) {
        List<Migration> found = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(manifests.toFile())) {
            while (documents.hasNextValue()) {
                read(manifests, documents.nextValue(), found);
            }
        } catch (IOException e) {
            throw RunException.usage(manifests + " cannot be read as rendered manifests: " + e.getMessage());
        }
        return found;
    }

    private static void read(Path manifests, JsonNode document, List<Migration> found) {
        if (document.path("kind").asText().equals("List")) {
            document.path("items").forEach(item -> read(manifests, item, found));
        } else if (document.path("kind").asText().equals("ConfigMap")) {
            document.path("data")
                    .properties()
                    .forEach(entry -> add(
                            manifests,
                            document,
                            entry.getKey(),
                            entry.getValue().asText().getBytes(StandardCharsets.UTF_8),
                            found));
            document.path("binaryData")
                    .properties()
                    .forEach(entry -> add(
                            manifests,
                            document,
                            entry.getKey(),
                            decoded(entry.getValue().asText()),
                            found));
        }
    }

    private static void add(Path manifests, JsonNode map, String key, byte[] content, List<Migration> found) {
        if (MigrationFiles.isSql(key)) {
            String name = map.path("metadata").path("name").asText();
            found.add(new Migration(manifests + " (ConfigMap " + name + ", " + key + ")", manifests, content));
        }
    }

    /** What is not base64 stays as it is, and is judged as that. */
    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
