package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.DockerCommand;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeStagingTest {
    @TempDir
    Path directory;

    private final Redaction redaction = new Redaction();

    private ComposeStaging staging(String migration, String script) throws IOException {
        Path program = directory.resolve("docker");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        program.toFile().setExecutable(true);
        ComposeSettings settings = new ComposeSettings(
                List.of("compose.yml"), null, null, null, null, "V", migration, null, null, null, null);
        DockerCommand docker = DockerCommand.find(
                Map.of("PATH", directory + ":" + System.getenv("PATH")), directory, directory, () -> false);
        return new ComposeStaging(
                settings,
                directory,
                new ComposeCommand(docker, settings, "shop", directory),
                new Engine(docker),
                redaction,
                Events.NONE);
    }

    @Test
    void secrets_in_the_files_are_masked_and_ordinary_words_are_not() throws IOException {
        staging(null, """
                        echo '{"services": {"web": {"image": "w:1", "environment": {
                          "API_TOKEN": "tok-123456", "AUTH_AUTO_MIGRATE": "true", "USE_SECRET": "true",
                          "SECRET_STORE_KEK_FILE": "/run/secrets/secretStoreKek", "TOKEN_FILE": "/run/secrets/token",
                          "DATABASE_URL": "postgres://shop:pw-in-url@db:5432/shop", "HMAC_KEY": "0123456789abcdef"}}}}'
                        """).chart("1.0");
        assertThat(redaction.redact("tok-123456 true /run/secrets/token postgres://shop:pw-in-url@db 0123456789abcdef"))
                .isEqualTo("**** true /run/secrets/token postgres://shop:****@db ****");
    }

    @Test
    void a_version_has_to_be_named_and_services_have_to_be_there() throws IOException {
        ComposeStaging staging = staging("migrate", "echo '{\"services\": {\"web\": {\"image\": \"w:1\"}}}'");
        assertThatThrownBy(() -> staging.chart(null)).hasMessageContaining("--to, as V is to hold it");
        assertThatThrownBy(() -> staging.chart("1"))
                .hasMessageContaining("no service migrate, which ratchet.yaml names; they have web");
    }

    @Test
    void what_compose_calls_a_success_and_is_not_there_is_missing() throws IOException {
        ComposeStaging staging = staging(null, """
                case "$*" in
                  *config*) echo '{"services": {"web": {"image": "w:1"}}}' ;;
                  *pull*) exit 0 ;;
                  *) echo "Error: No such image: w:1" >&2; exit 1 ;;
                esac
                """);
        assertThatThrownBy(() -> staging.bring("1"))
                .isInstanceOf(RefusedException.class)
                .satisfies(e -> assertThat(((RefusedException) e).findings())
                        .singleElement()
                        .satisfies(finding -> assertThat(finding.seen()).contains("w:1")));
    }
}
