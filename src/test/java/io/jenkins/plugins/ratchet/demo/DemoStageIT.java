package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sample product on the small cluster: its migrations really migrate, and fail where the story needs it. */
class DemoStageIT {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void the_product_is_installed_and_each_version_leaves_the_schema_that_the_story_tells_of() throws Exception {
        Path directory;
        try (DemoStage stage = DemoStage.prepare("embedded", new PrintStream(printed, true, StandardCharsets.UTF_8));
                Cluster cluster = Cluster.connect(stage.kubeconfig(), null)) {
            directory = stage.directory();
            Helm helm = Helm.find("embedded", Map.of(), cluster);
            assertThat(metadata(stage, "SELECT count(*) FROM vessels")).containsExactly("4000");
            assertThat(aiproxy(stage, "SELECT count(*) FROM conversations")).containsExactly("5000");
            assertThat(ready(stage).path("schema").asText()).isEqualTo("0003_first_season.sql");

            upgrade(helm, stage, DemoProduct.GOOD);
            List<String> before = metadata(stage, "SELECT version FROM schema_migrations ORDER BY 1");
            assertThat(before).hasSize(5).endsWith("0004_call_status.sql", "0005_berths.sql");
            assertThat(aiproxy(stage, "SELECT max(version) FROM schema_migrations"))
                    .containsExactly("0002_token_usage.sql");

            assertThatThrownBy(() -> upgrade(helm, stage, DemoProduct.FAILS_AT_ONCE))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("pre-upgrade hooks failed");
            assertThat(metadata(stage, "SELECT version FROM schema_migrations ORDER BY 1"))
                    .isEqualTo(before);
            assertThat(metadata(
                            stage,
                            "SELECT column_name FROM information_schema.columns WHERE column_name = 'verified_at'"))
                    .isEmpty();
            assertThat(log(stage)).contains("could not create unique index", "Key (imo)=");

            assertThatThrownBy(() -> upgrade(helm, stage, DemoProduct.FAILS_HALFWAY))
                    .isInstanceOf(RunException.class);
            assertThat(metadata(stage, "SELECT max(version) FROM schema_migrations"))
                    .containsExactly("0006_one_entry_per_vessel.sql");
            assertThat(metadata(stage, "SELECT count(*) FROM vessels")).containsExactly("3992");
            assertThat(log(stage)).contains("invalid input syntax for type numeric");

            upgrade(helm, stage, DemoProduct.MENDED);
            assertThat(metadata(stage, "SELECT count(*) FROM port_calls WHERE draught_metres IS NULL"))
                    .containsExactly("20");
            assertThat(aiproxy(stage, "SELECT max(version) FROM schema_migrations"))
                    .containsExactly("0003_feedback.sql");
            JsonNode ready = ready(stage);
            assertThat(ready.path("version").asText()).isEqualTo(DemoProduct.MENDED.app());
            assertThat(ready.path("status").asText()).isEqualTo("ready");
        }
        assertThat(directory).doesNotExist();
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .as("processes that were left behind")
                .isEmpty();
    }

    private static void upgrade(Helm helm, DemoStage stage, DemoProduct.Version version) {
        helm.run(
                List.of(
                        "upgrade",
                        DemoProduct.NAME,
                        stage.directory().resolve(version.directory()).toString(),
                        "--namespace",
                        DemoProduct.NAMESPACE,
                        "--values",
                        stage.directory().resolve("values.yaml").toString(),
                        "--kubeconfig",
                        stage.kubeconfig().toString(),
                        "--wait",
                        "--timeout",
                        "60s"),
                Duration.ofSeconds(90));
    }

    private static JsonNode ready(DemoStage stage) throws IOException {
        URI address = URI.create("http://127.0.0.1:" + stage.apiPort() + "/ready");
        try (InputStream in = address.toURL().openStream()) {
            return Json.mapper().readTree(in);
        }
    }

    /** All that pods have printed. */
    private static String log(DemoStage stage) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(stage.directory().resolve("logs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static List<String> metadata(DemoStage stage, String query) throws SQLException {
        return column(stage, DemoProduct.METADATA, query);
    }

    private static List<String> aiproxy(DemoStage stage, String query) throws SQLException {
        return column(stage, DemoProduct.AIPROXY, query);
    }

    private static List<String> column(DemoStage stage, String database, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (var connection = stage.postgres().connect(database);
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
