package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A dry run of an upgrade as helm prints it in JSON. helm-java renders no hooks and takes every rendering for an
 * installation, so a copy of the chart is rendered in which hooks are ordinary objects and the release is an upgrade's.
 * What a template looks up in the cluster, it does not find in it.
 */
final class EmbeddedHelmPreview implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String HOOK = "helm.sh/hook";
    private static final String DISGUISED = "ratchet.helm.sh/hook";
    private static final Pattern REVISION = Pattern.compile("(?m)^REVISION: (\\d+)$");
    private static final Pattern GIVEN = Pattern.compile("(?s)USER-SUPPLIED VALUES:\\n(.*?)\\nCOMPUTED VALUES:");
    private static final Pattern SOURCE = Pattern.compile("(?m)^# Source: (.*)$");

    private final ChartContent content;
    private final Path directory;
    private final String revision;
    private final JsonNode config;

    private EmbeddedHelmPreview(ChartContent content, Path directory, String revision, JsonNode config) {
        this.content = content;
        this.directory = directory;
        this.revision = revision;
        this.config = config;
    }

    /**
     * @param report helm-java's words about the dry run, values included
     */
    static EmbeddedHelmPreview of(Path chart, String report) throws IOException {
        Matcher number = REVISION.matcher(report);
        Matcher given = GIVEN.matcher(report);
        JsonNode values = given.find() ? YAML.readTree(given.group(1)) : null;
        EmbeddedHelmPreview preview = new EmbeddedHelmPreview(
                ChartContent.read(chart),
                Files.createTempDirectory("ratchet-chart"),
                number.find() ? number.group(1) : "1",
                values != null && values.isObject() ? values : JSON.createObjectNode());
        preview.write(preview.content, preview.chart());
        return preview;
    }

    /** The copy that is to be rendered. */
    Path chart() {
        return directory.resolve("chart");
    }

    /** The release of the dry run, as helm would store it. */
    JsonNode release(String manifests) throws IOException {
        ObjectNode release = JSON.createObjectNode();
        release.putObject("info").put("status", "pending-upgrade").put("description", "Dry run complete");
        release.put("version", Integer.parseInt(revision));
        ObjectNode chart = release.putObject("chart");
        chart.set("metadata", content.metadata());
        chart.set("values", content.defaults(config));
        files(chart.putArray("templates"), true);
        files(chart.putArray("files"), false);
        content.schema()
                .ifPresent(schema -> chart.put(
                        "schema", Base64.getEncoder().encodeToString(schema.getBytes(StandardCharsets.UTF_8))));
        release.set("config", config);
        StringBuilder ordinary = new StringBuilder();
        ArrayNode hooks = release.putArray("hooks");
        for (String document : manifests.split("(?m)^---(?=\\s|$)")) {
            if (document.contains(DISGUISED)) {
                hook(document.replace(DISGUISED, HOOK), hooks);
            } else if (!document.isBlank()) {
                ordinary.append("---").append(document);
            }
        }
        release.put("manifest", ordinary.toString());
        return release;
    }

    private static void hook(String document, ArrayNode hooks) throws IOException {
        JsonNode object = YAML.readTree(document);
        JsonNode annotations = object.at("/metadata/annotations");
        ObjectNode hook = hooks.addObject();
        Matcher source = SOURCE.matcher(document);
        hook.put("name", object.at("/metadata/name").asText());
        hook.put("kind", object.path("kind").asText());
        hook.put("path", source.find() ? source.group(1) : "");
        hook.put("manifest", document.strip());
        words(hook.putArray("events"), annotations.path(HOOK));
        hook.put("weight", annotations.path(HOOK + "-weight").asInt(0));
        words(hook.putArray("delete_policies"), annotations.path(HOOK + "-delete-policy"));
    }

    private static void words(ArrayNode into, JsonNode list) {
        Stream.of(list.asText("").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(into::add);
    }

    private void files(ArrayNode into, boolean templates) {
        content.files().forEach((name, bytes) -> {
            boolean own = name.equals("Chart.yaml") || name.equals("values.yaml") || name.equals("values.schema.json");
            if (!own && name.startsWith("templates/") == templates) {
                into.addObject()
                        .put("name", name)
                        .put("data", Base64.getEncoder().encodeToString(bytes));
            }
        });
    }

    private void write(ChartContent chart, Path into) throws IOException {
        for (Map.Entry<String, byte[]> file : chart.files().entrySet()) {
            Path target = into.resolve(file.getKey()).normalize();
            if (!target.startsWith(into)) {
                throw new IOException("the chart names a file outside of itself: " + file.getKey());
            }
            Files.createDirectories(target.getParent());
            Files.write(target, file.getKey().startsWith("templates/") ? disguised(file.getValue()) : file.getValue());
        }
        for (Map.Entry<String, ChartContent> subchart : chart.subcharts().entrySet()) {
            write(subchart.getValue(), into.resolve("charts").resolve(subchart.getKey()));
        }
    }

    private byte[] disguised(byte[] template) {
        return new String(template, StandardCharsets.UTF_8)
                .replace(HOOK, DISGUISED)
                .replaceAll("[$\\w.]*\\.Release\\.IsUpgrade\\b", "true")
                .replaceAll("[$\\w.]*\\.Release\\.IsInstall\\b", "false")
                .replaceAll("[$\\w.]*\\.Release\\.Revision\\b", revision)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
