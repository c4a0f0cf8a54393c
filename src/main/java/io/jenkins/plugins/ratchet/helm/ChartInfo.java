package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A chart on this machine, a directory or a {@code .tgz}.
 *
 * @param label the version that its source calls it by, where that is another than its own: in the name of a zip, which
 *     may have more parts than a chart's version can, or in an admin console; null otherwise
 * @param metadata what {@code Chart.yaml} says
 * @param sha256 of the archive's bytes, or of the directory's file names and contents in order; lower-case hexadecimal
 */
public record ChartInfo(
        Path path, String name, String version, String appVersion, String label, JsonNode metadata, String sha256) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int MAX_CHART_YAML_BYTES = 1024 * 1024;

    /** Reads {@code Chart.yaml} and digests the whole chart. */
    public static ChartInfo read(Path path) {
        try {
            byte[] yaml = Files.isDirectory(path) ? fromDirectory(path) : fromArchive(path);
            JsonNode chart = YAML.readTree(yaml);
            if (chart == null || !chart.path("name").isTextual() || !chart.has("version")) {
                throw RunException.usage("chart " + path + ": Chart.yaml has no name or no version");
            }
            String appVersion = chart.path("appVersion").asText("");
            return new ChartInfo(
                    path,
                    chart.path("name").asText(),
                    chart.path("version").asText(),
                    appVersion.isEmpty() ? null : appVersion,
                    null,
                    chart,
                    Files.isDirectory(path) ? digestDirectory(path) : digestFile(path));
        } catch (IOException | UncheckedIOException e) {
            throw RunException.usage("chart " + path + " cannot be read: " + e.getMessage());
        }
    }

    /** The same chart, under the version that its source calls it by. */
    public ChartInfo named(String versionInName) {
        return new ChartInfo(path, name, version, appVersion, versionInName, metadata, sha256);
    }

    /** The product's version: that of the application, else that of the archive's name, else the chart's own. */
    public String product() {
        return appVersion != null ? appVersion : label != null ? label : version;
    }

    /** Whether a person may mean it by this version. */
    public boolean is(String wanted) {
        return target().is(wanted) || label != null && new ReleaseVersion(name, label, null, null).is(wanted);
    }

    /** An annotation of the chart. */
    public Optional<String> annotation(String name) {
        return text(metadata.path("annotations").path(name));
    }

    /** The versions of Kubernetes that it is made for, as helm understands them. */
    public Optional<String> kubeVersion() {
        return text(metadata.path("kubeVersion"));
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText("")).filter(text -> !text.isBlank());
    }

    /** What deploying this chart would make of the release. */
    public ReleaseVersion target() {
        return new ReleaseVersion(name, version, appVersion, null);
    }

    private static byte[] fromDirectory(Path directory) throws IOException {
        Path file = directory.resolve("Chart.yaml");
        if (!Files.isRegularFile(file)) {
            throw RunException.usage("chart " + directory + " has no Chart.yaml; name the chart's own directory");
        }
        return Files.readAllBytes(file);
    }

    private static byte[] fromArchive(Path archive) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                // The chart's own Chart.yaml is one level down; those of its dependencies lie deeper.
                if (entry.getName().matches("(\\./)?[^/]+/Chart\\.yaml")) {
                    return tar.readNBytes(MAX_CHART_YAML_BYTES);
                }
            }
        }
        throw RunException.usage("chart " + archive + " holds no Chart.yaml; is it a packaged chart?");
    }

    private static String digestFile(Path file) throws IOException {
        Sha256 digest = new Sha256();
        update(digest, file);
        return digest.hex();
    }

    private static String digestDirectory(Path directory) throws IOException {
        Sha256 digest = new Sha256();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            digest.update(directory.relativize(file) + "\0" + Files.size(file) + "\0");
            update(digest, file);
        }
        return digest.hex();
    }

    private static void update(Sha256 digest, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, read);
            }
        }
    }
}
