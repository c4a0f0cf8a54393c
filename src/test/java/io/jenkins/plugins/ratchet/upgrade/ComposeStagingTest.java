package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.DockerCommand;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.Finding;
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
        return staging(migration, null, script);
    }

    private ComposeStaging staging(String migration, ComposeSettings.Images images, String script) throws IOException {
        Path program = directory.resolve("docker");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        program.toFile().setExecutable(true);
        ComposeSettings settings = new ComposeSettings(
                List.of("compose.yml"), null, null, null, null, "V", migration, null, null, images, null, null);
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

    private static final String BUILDS = """
            case "$*" in
              *config*) echo '{"services": {"web": {"image": "w:1", "build": {"context": ".",
                "args": {"NPM_TOKEN": "tok-of-a-registry"}}}, "cache": {"image": "c:1"}}}' ;;
              *build*) %s ;;
              *"image inspect w:1"*) echo '[{"Id": "sha256:1"}]' ;;
              *) echo "Error: No such image: c:1" >&2; exit 1 ;;
            esac
            """;

    private Finding refused(ComposeStaging staging) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> staging.bring("1"));
        assertThat(refused.findings()).hasSize(1);
        assertThat(refused.findings().get(0).rule()).isEqualTo("compose-images");
        return refused.findings().get(0);
    }

    @Test
    void a_build_that_fails_is_told_with_the_end_of_its_output_and_not_as_a_registrys() throws IOException {
        ComposeStaging staging = staging(
                null,
                ComposeSettings.Images.build,
                BUILDS.formatted(
                        "echo 'npm error with tok-of-a-registry'; echo 'failed to solve: exit code: 1' >&2; exit 17"));
        staging.chart("1");
        Finding finding = refused(staging);
        assertThat(finding.seen())
                .startsWith("images cannot be built: failed to solve: exit code: 1; the output ended: npm error");
        assertThat(redaction.redact(finding.seen())).contains("npm error with ****");
        assertThat(finding.todo())
                .contains("Dockerfile", "docker compose build")
                .doesNotContain("login");
    }

    @Test
    void an_image_that_no_service_builds_has_to_be_there_beside_those_that_are_built() throws IOException {
        Finding finding = refused(staging(null, ComposeSettings.Images.build, BUILDS.formatted("exit 0")));
        assertThat(finding.seen()).isEqualTo("images are missing, and no service has sources for them: c:1");
        assertThat(finding.todo()).contains("docker pull");
    }
}
