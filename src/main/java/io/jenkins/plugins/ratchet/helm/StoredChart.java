package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The chart of a revision, as far as helm stores it with the release: its metadata, values, templates and files, and
 * what it was rendered to. Charts below {@code charts/} are not stored, only what they were rendered to.
 */
public final class StoredChart {
    private final JsonNode release;

    StoredChart(JsonNode release) {
        this.release = release;
    }

    /** Whether charts belong to it that helm did not store. */
    public boolean hasDependencies() {
        return !chart().path("metadata").path("dependencies").isEmpty()
                || !chart().path("lock").path("dependencies").isEmpty();
    }

    /** The values that the user gave, without the chart's own. */
    public JsonNode givenValues() {
        return release.path("config").isObject()
                ? release.path("config")
                : Json.mapper().createObjectNode();
    }

    /**
     * Writes a chart that renders to exactly what was deployed then, subcharts and random values included: its templates
     * repeat the stored manifests. With other values it renders to the same.
     *
     * @return the chart's directory
     */
    public Path writeRendered(Path into) {
        try {
            Files.createDirectories(into.resolve("templates"));
            Files.createDirectories(into.resolve("rendered"));
            writeMetadata(into);
            List<String> manifests =
                    new ArrayList<>(List.of(release.path("manifest").asText("")));
            release.path("hooks")
                    .forEach(hook -> manifests.add(hook.path("manifest").asText("")));
            for (int i = 0; i < manifests.size(); i++) {
                // Read as a file and not as a template: what was rendered may hold anything, braces included.
                Files.writeString(into.resolve("rendered/" + i + ".yaml"), manifests.get(i));
                Files.writeString(
                        into.resolve("templates/" + i + ".yaml"), "{{ .Files.Get \"rendered/" + i + ".yaml\" }}\n");
            }
            return into;
        } catch (IOException e) {
            throw unwritable(into, e);
        }
    }

    /** Writes the chart itself, to be rendered anew; only one without dependencies is whole. */
    public Path writeTemplates(Path into) {
        try {
            Files.createDirectories(into);
            writeMetadata(into);
            for (String kind : List.of("templates", "files")) {
                for (JsonNode file : chart().path(kind)) {
                    Path target = into.resolve(file.path("name").asText()).normalize();
                    if (!target.startsWith(into)) {
                        throw RunException.failed("the stored chart names a file outside of itself: "
                                + file.path("name").asText());
                    }
                    Files.createDirectories(target.getParent());
                    Files.write(
                            target, Base64.getDecoder().decode(file.path("data").asText("")));
                }
            }
            String schema = chart().path("schema").asText("");
            if (!schema.isEmpty()) {
                Files.write(
                        into.resolve("values.schema.json"), Base64.getDecoder().decode(schema));
            }
            return into;
        } catch (IOException e) {
            throw unwritable(into, e);
        }
    }

    private void writeMetadata(Path into) throws IOException {
        ObjectNode metadata = chart().path("metadata").deepCopy();
        metadata.remove("dependencies");
        // JSON is YAML.
        Files.writeString(into.resolve("Chart.yaml"), json(metadata), StandardCharsets.UTF_8);
        JsonNode values = chart().path("values");
        Files.writeString(
                into.resolve("values.yaml"),
                json(values.isObject() ? values : Json.mapper().createObjectNode()),
                StandardCharsets.UTF_8);
    }

    private static String json(JsonNode node) throws IOException {
        return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    }

    private JsonNode chart() {
        return release.path("chart");
    }

    private static RunException unwritable(Path into, IOException e) {
        return RunException.unavailable("the stored chart cannot be written to " + into + ": " + e, e);
    }
}
