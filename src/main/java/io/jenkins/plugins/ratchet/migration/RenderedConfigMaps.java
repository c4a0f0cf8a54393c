package io.jenkins.plugins.ratchet.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Migrations that a chart ships in ConfigMaps, read from its rendered manifests ({@code helm template}). */
final class RenderedConfigMaps {
    private static final YAMLMapper YAML = new YAMLMapper();

    private RenderedConfigMaps() {}

    static List<Migration> read(Path manifests) {
        List<Migration> found = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(manifests.toFile())) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                if (document.path("kind").asText().equals("ConfigMap")) {
                    String name = document.path("metadata").path("name").asText();
                    for (Map.Entry<String, JsonNode> entry :
                            document.path("data").properties()) {
                        if (MigrationFiles.isMigration(entry.getKey())) {
                            found.add(new Migration(
                                    manifests + " (ConfigMap " + name + ", " + entry.getKey() + ")",
                                    manifests,
                                    entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw RunException.usage(manifests + " cannot be read as rendered manifests: " + e.getMessage());
        }
        return found;
    }
}
