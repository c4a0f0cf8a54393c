package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a shop's directory: its configuration, its values, its charts. */
final class ShopFiles {
    private static final Path TEMPLATES = Path.of("src/test/resources/charts/shop/templates");

    private ShopFiles() {}

    static void write(Shop shop, Stage stage) {
        Path directory = shop.directory();
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("ratchet.yaml"), """
                    release: %1$s
                    namespace: %1$s
                    chart: charts/1.0.0
                    values: [values.yaml]
                    databases:
                      - name: metadata
                        connection:
                          host: 127.0.0.1
                          port: { values: database.port }
                          database: { values: database.name }
                          user: postgres
                          password: { secret: shop-db, key: password }
                        schemaVersion: select max(version) from schema_migrations
                    backups: { jobs: 1 }
                    upgrade: { timeout: 60s, readyTimeout: 20s }
                    """.formatted(shop.name()));
            Files.writeString(directory.resolve("values.yaml"), """
                    psql: %s
                    directory: %s
                    database: { port: %d, name: %s }
                    """.formatted(
                            stage.psql(), directory, stage.postgres().port(), shop.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String chart(Path directory, Chart chart) {
        Path target = directory.resolve("charts").resolve(chart.version());
        try {
            Files.createDirectories(target.resolve("templates"));
            try (Stream<Path> templates = Files.list(TEMPLATES)) {
                for (Path template : templates.toList()) {
                    Files.writeString(
                            target.resolve("templates").resolve(template.getFileName()), Files.readString(template));
                }
            }
            Files.writeString(
                    target.resolve("Chart.yaml"), """
                    apiVersion: v2
                    name: %s
                    version: %s
                    appVersion: "%s"
                    """.formatted(chart.name(), chart.version(), chart.appVersion()));
            Files.writeString(
                    target.resolve("values.yaml"), """
                    before: "%s"
                    after: "%s"
                    neverReady: %s
                    """.formatted(chart.before(), chart.after(), chart.neverReady()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory.relativize(target).toString();
    }

    /** Versions of the charts that were written. */
    static List<String> charts(Path directory) {
        try (Stream<Path> charts = Files.list(directory.resolve("charts"))) {
            return charts.map(chart -> chart.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    static void edit(Path file, String part, String by) {
        try {
            String text = Files.readString(file);
            assertThat(text).contains(part);
            Files.writeString(file, text.replace(part, by));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void touch(Path file) {
        try {
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
