package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.yaml.snakeyaml.LoaderOptions;

/** What a chart on this machine holds, its subcharts included. */
public final class ChartContent {
    /** Helm itself refuses larger archives. */
    private static final int LARGEST = 100 << 20;

    private static final int DEEPEST = 8;
    private static final String CHARTS = "charts/";
    private static final ObjectMapper YAML = new ObjectMapper(
            YAMLFactory.builder().loaderOptions(loaderOptions()).build());

    private final JsonNode metadata;
    private final JsonNode ownValues;
    private final Map<String, byte[]> files;
    private final Map<String, ChartContent> subcharts;

    private ChartContent(
            JsonNode metadata, JsonNode ownValues, Map<String, byte[]> files, Map<String, ChartContent> subcharts) {
        this.metadata = metadata;
        this.ownValues = ownValues;
        this.files = files;
        this.subcharts = subcharts;
    }

    /**
     * Reads a directory or a {@code .tgz}.
     *
     * @throws RunException where it cannot be read as a chart
     */
    public static ChartContent read(Path path) {
        try {
            return of(Files.isDirectory(path) ? directory(path) : archive(Files.newInputStream(path)), 0);
        } catch (IOException | UncheckedIOException e) {
            throw RunException.usage("chart " + path + " cannot be read: " + e.getMessage());
        }
    }

    JsonNode metadata() {
        return metadata;
    }

    /** Every file of the chart but its subcharts', by path; for whoever writes or stores it. */
    Map<String, byte[]> files() {
        return Collections.unmodifiableMap(files);
    }

    Map<String, ChartContent> subcharts() {
        return Collections.unmodifiableMap(subcharts);
    }

    JsonNode ownValues() {
        return ownValues;
    }

    /** Definitions of custom resources in {@code crds/}: helm installs these once and never changes them again. */
    public Map<String, byte[]> crds() {
        Map<String, byte[]> crds = new TreeMap<>();
        files.forEach((name, bytes) -> {
            if (name.startsWith("crds/") && (name.endsWith(".yaml") || name.endsWith(".yml"))) {
                crds.put(name, bytes);
            }
        });
        subcharts.forEach(
                (name, chart) -> chart.crds().forEach((file, bytes) -> crds.put(CHARTS + name + "/" + file, bytes)));
        return crds;
    }

    public Optional<String> schema() {
        return Optional.ofNullable(files.get("values.schema.json"))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** Subcharts by the key below which their values are, as far as these values do not switch them off. */
    public Map<String, ChartContent> enabledSubcharts(JsonNode config) {
        JsonNode values = ReleasePayload.merge(ownValues, config);
        Map<String, ChartContent> enabled = new TreeMap<>();
        for (JsonNode dependency : metadata.path("dependencies")) {
            String name = dependency.path("name").asText();
            ChartContent chart = subcharts.get(name);
            if (chart != null && on(dependency, values)) {
                enabled.put(dependency.path("alias").asText(name), chart);
            }
        }
        return enabled;
    }

    /**
     * The chart's defaults as helm stores them with a release: those of declared subcharts below their key, overridden by
     * the parent's.
     *
     * @param config the user's values: they may switch subcharts off
     */
    public JsonNode defaults(JsonNode config) {
        ObjectNode all = Json.mapper().createObjectNode();
        enabledSubcharts(config)
                .forEach((key, chart) ->
                        all.set(key, chart.defaults(config.path(key).isObject() ? config.path(key) : none())));
        return ReleasePayload.merge(all, ownValues);
    }

    /** Helm's rule: the first condition that is a boolean decides, else any tag that is true, else it is on. */
    private static boolean on(JsonNode dependency, JsonNode values) {
        for (String condition : dependency.path("condition").asText("").split(",")) {
            JsonNode value = values.at("/" + condition.strip().replace('.', '/'));
            if (!condition.isBlank() && value.isBoolean()) {
                return value.asBoolean();
            }
        }
        boolean off = false;
        for (JsonNode tag : dependency.path("tags")) {
            JsonNode value = values.path("tags").path(tag.asText());
            if (value.isBoolean() && value.asBoolean()) {
                return true;
            }
            off |= value.isBoolean();
        }
        return !off;
    }

    private static ChartContent of(Map<String, byte[]> all, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("it nests more than " + DEEPEST + " charts");
        }
        Map<String, byte[]> own = new TreeMap<>();
        Map<String, Map<String, byte[]>> nested = new TreeMap<>();
        Map<String, ChartContent> subcharts = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : all.entrySet()) {
            String name = file.getKey();
            if (!name.startsWith(CHARTS)) {
                own.put(name, file.getValue());
                continue;
            }
            String inner = name.substring(CHARTS.length());
            int slash = inner.indexOf('/');
            if (slash > 0) {
                nested.computeIfAbsent(inner.substring(0, slash), any -> new TreeMap<>())
                        .put(inner.substring(slash + 1), file.getValue());
            } else if (inner.endsWith(".tgz")) {
                ChartContent chart = of(archive(new ByteArrayInputStream(file.getValue())), depth + 1);
                subcharts.put(chart.metadata.path("name").asText(), chart);
            }
        }
        for (Map<String, byte[]> files : nested.values()) {
            if (files.containsKey("Chart.yaml")) {
                ChartContent chart = of(files, depth + 1);
                subcharts.put(chart.metadata.path("name").asText(), chart);
            }
        }
        return new ChartContent(yaml(own, "Chart.yaml"), yaml(own, "values.yaml"), own, subcharts);
    }

    private static JsonNode yaml(Map<String, byte[]> files, String name) throws IOException {
        byte[] bytes = files.get(name);
        JsonNode read = bytes == null ? null : YAML.readTree(bytes);
        return read != null && read.isObject() ? read : none();
    }

    private static ObjectNode none() {
        return Json.mapper().createObjectNode();
    }

    private static Map<String, byte[]> directory(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        long total = 0;
        try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (name.startsWith(".")) {
                    continue;
                }
                total = bounded(total + Files.size(file));
                files.put(name, Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static Map<String, byte[]> archive(InputStream stream) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        long total = 0;
        try (InputStream in = stream;
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().replaceFirst("^\\./", "");
                int slash = name.indexOf('/');
                if (entry.isFile() && slash > 0) {
                    total = bounded(total + entry.getSize());
                    files.put(name.substring(slash + 1), tar.readAllBytes());
                }
            }
        }
        return files;
    }

    private static long bounded(long total) throws IOException {
        if (total > LARGEST) {
            throw new IOException("it holds more than " + LARGEST + " bytes");
        }
        return total;
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        return options;
    }
}
