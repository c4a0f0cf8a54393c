package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.plan.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoProductTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path RESOURCES = Path.of("src/main/resources/demo/harbourmaster");

    @TempDir
    Path directory;

    @Test
    void each_version_is_a_chart_with_all_migrations_up_to_its_own() throws IOException {
        DemoProduct.writeCharts(directory);
        for (DemoProduct.Version version : DemoProduct.VERSIONS) {
            Path chart = directory.resolve(version.directory());
            JsonNode about = YAML.readTree(chart.resolve("Chart.yaml").toFile());
            assertThat(about.path("version").asText()).isEqualTo(version.chart());
            assertThat(about.path("appVersion").asText()).isEqualTo(version.app());
            assertThat(chart.resolve("templates/migrate.yaml")).isRegularFile();
        }
        assertThat(names(directory.resolve("charts/harbourmaster-1.1.0/migrations")))
                .containsExactly(
                        "aiproxy/0001_conversations.sql",
                        "aiproxy/0002_token_usage.sql",
                        "metadata/0001_vessels.sql",
                        "metadata/0002_port_calls.sql",
                        "metadata/0003_first_season.sql",
                        "metadata/0004_call_status.sql",
                        "metadata/0005_berths.sql");
    }

    @Test
    void a_migration_that_may_have_been_applied_somewhere_is_never_changed() throws IOException {
        DemoProduct.writeCharts(directory);
        Set<String> failed = Set.of("metadata/0006_one_entry_per_vessel.sql", "metadata/0007_draught_in_metres.sql");
        Set<String> seen = new HashSet<>();
        for (DemoProduct.Version version : DemoProduct.VERSIONS) {
            for (String migration : version.migrations()) {
                assertThat(seen.add(migration) || failed.contains(migration))
                        .as(migration)
                        .isTrue();
            }
        }
        String mended = "migrations/metadata/0006_one_entry_per_vessel.sql";
        assertThat(directory.resolve("charts/harbourmaster-1.3.1").resolve(mended))
                .hasSameTextualContentAs(
                        directory.resolve("charts/harbourmaster-1.3.0").resolve(mended));
    }

    @Test
    void no_resource_is_forgotten() throws IOException {
        DemoProduct.writeCharts(directory);
        Set<String> written = new HashSet<>(names(directory.resolve("charts/harbourmaster-1.3.1")));
        assertThat(written).containsAll(names(RESOURCES.resolve("chart")));
        Set<String> listed = new HashSet<>();
        DemoProduct.VERSIONS.forEach(
                version -> version.migrations().forEach(name -> listed.add(version.chart() + "/" + name)));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(names(RESOURCES.resolve("migrations")));
    }

    @Test
    void the_settings_are_what_ratchet_reads() throws IOException {
        Map<String, String> facts = Map.of("apiPort", "8123", "databasePort", "5432");
        Path file = directory.resolve("ratchet.yaml");
        DemoProduct.write(file, DemoProduct.filled("ratchet.yaml", facts));
        DemoProduct.write(directory.resolve("values.yaml"), DemoProduct.filled("values.yaml", facts));

        Config config = new ConfigLoader(Rules.waivableIds()).load(file, Overrides.NONE);

        assertThat(config.databases()).extracting("name").containsExactly("metadata", "aiproxy");
        JsonNode values = YAML.readTree(directory.resolve("values.yaml").toFile());
        assertThat(config.databases().get(1).when().holds(values)).isTrue();
        assertThat(config.checks().get(0).http().url()).isEqualTo("http://127.0.0.1:8123/ready");
    }

    private static List<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
