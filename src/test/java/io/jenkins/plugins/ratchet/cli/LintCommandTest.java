package io.jenkins.plugins.ratchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class LintCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void migrations() throws IOException {
        write("0001_init.up.sql", "CREATE TABLE users (id bigint);\n");
        write("0001_init.down.sql", "DROP TABLE users;\n");
        write("0002_index.up.sql", "\nCREATE INDEX ON users (id);\n");
    }

    @Test
    void waysBackAreLeftOutAndWarningsPass() {
        assertThat(lint(directory.toString())).isZero();
        assertThat(out())
                .contains("0002_index.up.sql:2: warning index-blocks-writes: CREATE INDEX ON users (id)")
                .contains("instead: CREATE INDEX CONCURRENTLY")
                .endsWith("passed: 2 migrations, 0 errors, 1 warnings, 0 notes\n");
    }

    @Test
    void contractIsRefused() throws IOException {
        write("0003_drop.up.sql", "ALTER TABLE users\n DROP COLUMN name;\n");

        assertThat(lint(directory + "/*.up.sql")).isEqualTo(2);
        assertThat(out()).contains("0003_drop.up.sql:1: error drop-column").contains("refused: 3 migrations, 1 errors");
        assertThat(lint(directory.toString(), "--allow", "drop-column=announced in 3.2"))
                .isZero();
    }

    @Test
    void releasedMigrationsAreFrozen() throws IOException {
        write("0003_drop.up.sql", "DROP TABLE users;\n");
        freeze("0001_init.up.sql", "0003_drop.up.sql");
        assertThat(lint(directory.toString())).isZero();
        assertThat(out()).contains("passed: 1 migrations");

        write("0001_init.up.sql", "CREATE TABLE users (id int);\n");
        Files.delete(directory.resolve("0003_drop.up.sql"));
        assertThat(lint(directory.toString())).isEqualTo(2);
        assertThat(out())
                .contains("0001_init.up.sql:1: error released-file-changed")
                .contains("0003_drop.up.sql:1: error released-file-missing");
    }

    @Test
    void migrationsInConfigMapsAreRead() throws IOException {
        write("rendered.yaml", """
                kind: Service
                metadata: {name: x}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: migrations}
                data:
                  0004_rename.sql: |
                    SELECT 1;
                    ALTER TABLE users RENAME TO people;
                  readme.txt: DROP TABLE users
                """);

        assertThat(lint(directory.resolve("rendered.yaml").toString())).isEqualTo(2);
        assertThat(out())
                .contains("rendered.yaml (ConfigMap migrations, 0004_rename.sql):2: error rename")
                .contains("1 migrations, 1 errors");
    }

    @Test
    void annotationsForGitHubAreEscaped() throws IOException {
        write("0003,a%.up.sql", "DROP TABLE a;\n");

        assertThat(lint(directory.toString(), "--format", "github")).isEqualTo(2);
        assertThat(out())
                .contains("0003%2Ca%25.up.sql,line=1,title=drop-table::DROP TABLE a%0AThe old version")
                .contains("::warning file=");
    }

    @Test
    void sarifNamesRulesFilesAndLines() throws IOException {
        write("0003 drop.up.sql", "\nDROP TABLE a;\n");
        Path sarif = directory.resolve("lint.sarif");

        assertThat(lint(directory.toString(), "--format", "sarif", "--output", sarif.toString()))
                .isEqualTo(2);
        assertThat(out()).isEmpty();
        JsonNode run = Json.mapper().readTree(sarif.toFile()).path("runs").path(0);
        JsonNode result = run.path("results").path(1);
        assertThat(result.path("ruleId").asText()).isEqualTo("drop-table");
        assertThat(result.path("level").asText()).isEqualTo("error");
        assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .endsWith("0003%20drop.up.sql");
        assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt())
                .isEqualTo(2);
        assertThat(run.at("/tool/driver/rules").findValuesAsText("id"))
                .containsExactly("index-blocks-writes", "drop-table");
    }

    @Test
    void junitHasACaseForEachMigration() throws Exception {
        write("0003_drop.up.sql", "DROP TABLE \"<a>\";\n");

        assertThat(lint(directory.toString(), "--format", "junit")).isEqualTo(2);
        Element suites = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(out.toByteArray()))
                .getDocumentElement();
        assertThat(suites.getElementsByTagName("testcase").getLength()).isEqualTo(3);
        assertThat(suites.getElementsByTagName("failure").getLength()).isEqualTo(1);
    }

    @Test
    void wrongInputIsOneClearError() throws IOException {
        assertThat(lint(directory.resolve("nowhere").toString())).isEqualTo(64);
        assertThat(err()).contains("names no migration");
        assertThat(lint(directory.toString(), "--allow", "drop-everything=x")).isEqualTo(64);
        assertThat(err()).contains("there is no such rule");
        assertThat(lint(directory.toString(), "--allow", "drop-table= ")).isEqualTo(64);
        assertThat(err()).contains("say why");
        assertThat(lint(directory.toString(), "--tag", "(")).isEqualTo(64);
        assertThat(err()).contains("no regular expression");
        write("released.sha256", "nonsense\n");
        assertThat(lint(directory.toString())).isEqualTo(64);
        assertThat(err()).contains("released.sha256:1: expected a SHA-256");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private void freeze(String... names) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            lines.append(Sha256.of(Files.readAllBytes(directory.resolve(name))))
                    .append("  ")
                    .append(name)
                    .append('\n');
        }
        write("released.sha256", lines.toString());
    }

    private int lint(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of("lint"));
        all.addAll(List.of(arguments));
        return RatchetCommand.run(
                all,
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        Map.of(),
                        () -> false));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
