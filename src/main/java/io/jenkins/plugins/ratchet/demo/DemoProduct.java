package io.jenkins.plugins.ratchet.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The sample product, harbourmaster: one set of templates, and for each version the migrations that it brought, put
 * together to ordinary chart directories.
 */
final class DemoProduct {
    static final String NAME = "harbourmaster";
    static final String NAMESPACE = "harbour";
    static final String SECRET = "harbourmaster-postgresql";
    static final String SECRET_KEY = "db-password";
    static final String USER = "harbourmaster";
    static final String METADATA = "harbour";
    static final String AIPROXY = "aiproxy";

    /** A released version, with the migrations that it brought or, where one was never applied anywhere, mended. */
    record Version(String chart, String app, List<String> migrations) {
        /** As {@code ratchet.yaml} and {@code --chart} name it, relative to the demo's directory. */
        String directory() {
            return "charts/" + NAME + "-" + chart;
        }
    }

    static final Version FIRST = new Version(
            "1.0.0",
            "2026.3.10",
            List.of(
                    "metadata/0001_vessels.sql",
                    "metadata/0002_port_calls.sql",
                    "metadata/0003_first_season.sql",
                    "aiproxy/0001_conversations.sql"));

    static final Version GOOD = new Version(
            "1.1.0",
            "2026.4.1",
            List.of("metadata/0004_call_status.sql", "metadata/0005_berths.sql", "aiproxy/0002_token_usage.sql"));

    /** Its migration fails and commits nothing. */
    static final Version FAILS_AT_ONCE =
            new Version("1.2.0", "2026.5.0", List.of("metadata/0006_one_entry_per_vessel.sql"));

    /** Its first migration is committed, its second one fails. */
    static final Version FAILS_HALFWAY = new Version(
            "1.3.0",
            "2026.6.0",
            List.of(
                    "metadata/0006_one_entry_per_vessel.sql",
                    "metadata/0007_draught_in_metres.sql",
                    "aiproxy/0003_feedback.sql"));

    static final Version MENDED = new Version("1.3.1", "2026.6.1", List.of("metadata/0007_draught_in_metres.sql"));

    /** Oldest first; each holds what those before it brought, unless it mends it. */
    static final List<Version> VERSIONS = List.of(FIRST, GOOD, FAILS_AT_ONCE, FAILS_HALFWAY, MENDED);

    private static final List<String> CHART = List.of(
            "values.yaml",
            "files/migrate.sh",
            "templates/_names.tpl",
            "templates/secret.yaml",
            "templates/migrations.yaml",
            "templates/migrate.yaml",
            "templates/api.yaml",
            "templates/worker.yaml",
            "templates/service.yaml");

    private DemoProduct() {}

    /** Writes a chart directory for every version, under {@code charts}. */
    static void writeCharts(Path directory) throws IOException {
        for (int i = 0; i < VERSIONS.size(); i++) {
            Version version = VERSIONS.get(i);
            Path chart = directory.resolve(version.directory());
            String about = filled("chart/Chart.yaml", Map.of("version", version.chart(), "appVersion", version.app()));
            write(chart.resolve("Chart.yaml"), about);
            for (String file : CHART) {
                write(chart.resolve(file), read("chart/" + file));
            }
            for (Version until : VERSIONS.subList(0, i + 1)) {
                for (String migration : until.migrations()) {
                    write(
                            chart.resolve("migrations").resolve(migration),
                            read("migrations/" + until.chart() + "/" + migration));
                }
            }
        }
    }

    /** A file of the product with what stands between {@code @} filled in. */
    static String filled(String resource, Map<String, String> facts) throws IOException {
        String text = read(resource);
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            String escaped = fact.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
            text = text.replace("@" + fact.getKey() + "@", escaped);
        }
        return text;
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String read(String name) throws IOException {
        String resource = "/demo/" + NAME + "/" + name;
        try (InputStream in = DemoProduct.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource + " is missing in ratchet.jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
