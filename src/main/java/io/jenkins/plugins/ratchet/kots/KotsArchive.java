package io.jenkins.plugins.ratchet.kots;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The vendor's files of one version, as {@code kubectl kots download} brings them: {@code upstream} in its directory. */
public final class KotsArchive {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Path upstream;

    /** @param upstream the directory of that name, in which charts lie beside the vendor's manifests */
    public KotsArchive(Path upstream) {
        this.upstream = upstream;
    }

    /** The chart of this name. */
    public ChartInfo chart(String name) {
        List<ChartInfo> charts = files(".tgz").stream().map(ChartInfo::read).toList();
        return charts.stream()
                .filter(chart -> chart.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RunException.unavailable("the version in the admin console holds no chart " + name
                        + ", which the release is made of; it holds "
                        + (charts.isEmpty()
                                ? "none"
                                : String.join(
                                        ", ",
                                        charts.stream().map(ChartInfo::name).toList()))));
    }

    /**
     * The values that the console's helm gets for a chart of such an archive, filled in from its configuration; empty where it
     * keeps none. They hold secrets.
     */
    public static Optional<Path> values(ChartInfo chart) {
        Path helm = chart.path().resolveSibling("../helm").normalize();
        String archive = chart.name() + "-" + chart.version() + ".tgz";
        try (Stream<Path> directories = Files.isDirectory(helm) ? Files.list(helm) : Stream.empty()) {
            return directories
                    .filter(directory -> Files.isRegularFile(directory.resolve(archive)))
                    .map(directory -> directory.resolve("values.yaml"))
                    .filter(Files::isRegularFile)
                    .findFirst();
        } catch (IOException e) {
            throw RunException.unavailable("what the admin console handed out cannot be read: " + e.getMessage(), e);
        }
    }

    /** Arguments that the vendor has the console's helm get for this chart. */
    public List<String> helmFlags(String chart) {
        return files(".yaml").stream()
                .flatMap(file -> documents(file).stream())
                .filter(document -> document.path("kind").asText().equals("HelmChart")
                        && document.path("apiVersion").asText().startsWith("kots.io/")
                        && document.at("/spec/chart/name").asText().equals(chart))
                .flatMap(document -> StreamSupport.stream(
                        document.at("/spec/helmUpgradeFlags").spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }

    /** The oldest admin console that this version is made for; empty where the vendor names none. */
    public Optional<String> minKotsVersion() {
        return files(".yaml").stream()
                .flatMap(file -> documents(file).stream())
                .filter(document -> document.path("kind").asText().equals("Application")
                        && document.path("apiVersion").asText().startsWith("kots.io/"))
                .map(document -> document.path("spec").path("minKotsVersion").asText(""))
                .filter(version -> !version.isBlank())
                .findFirst();
    }

    private List<Path> files(String ending) {
        try (Stream<Path> files = Files.list(upstream)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw RunException.unavailable("what the admin console handed out cannot be read: " + e.getMessage(), e);
        }
    }

    /** Templates of the vendor need not be YAML before they are filled in; such a file says nothing about versions. */
    private static List<JsonNode> documents(Path file) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            return documents.readAll();
        } catch (IOException e) {
            return List.of();
        }
    }
}
