package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A docker that does what a real one does not do on wish: it lies, dawdles, says nothing, or never stops saying. */
class DockerCommandTest {
    @TempDir
    Path directory;

    private final AtomicBoolean stopped = new AtomicBoolean();

    private DockerCommand docker(String script) throws IOException {
        Path program = directory.resolve("docker");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        program.toFile().setExecutable(true);
        return DockerCommand.find(
                Map.of("PATH", directory + ":" + System.getenv("PATH"), "COMPOSE_FILE", "elsewhere.yml"),
                directory,
                Files.createDirectories(directory.resolve("work")),
                stopped::get);
    }

    private ComposeCommand compose(String script) throws IOException {
        return new ComposeCommand(
                docker(script),
                new ComposeSettings(
                        List.of("compose.yml"),
                        null,
                        null,
                        List.of("x.env"),
                        List.of("all"),
                        "V",
                        "migrate",
                        null,
                        null,
                        null,
                        null,
                        null),
                "shop",
                directory);
    }

    @Test
    void a_docker_that_is_not_there_is_told_so() {
        assertThatThrownBy(() -> DockerCommand.find(Map.of("PATH", "/nowhere"), directory, directory, () -> false))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("docker was not found on PATH");
    }

    @Test
    void only_what_ratchet_yaml_names_reaches_compose() throws IOException {
        DockerCommand.Answer answer =
                compose("echo \"$@ v=$V file=$COMPOSE_FILE\"").pull("1.2", List.of("api"));
        assertThat(answer.out().strip())
                .isEqualTo("compose --ansi=never --progress=quiet --project-name=shop --file=" + directory
                        + "/compose.yml --env-file=" + directory
                        + "/x.env --profile=all pull --ignore-buildable api v=1.2"
                        + " file=");
    }

    @Test
    void one_that_never_answers_is_ended_and_one_that_is_slow_is_ended_when_the_run_is_to_stop() throws IOException {
        DockerCommand docker = docker("exec sleep 1000");
        assertThatThrownBy(() -> docker.have(List.of("info"), Map.of(), Duration.ofMillis(200)))
                .asInstanceOf(InstanceOfAssertFactories.type(RunException.class))
                .satisfies(e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
                    assertThat(e).hasMessageContaining("docker info did not end");
                });
        stopped.set(true);
        assertThatThrownBy(() -> docker.have(List.of("compose", "--x", "pull"), Map.of(), Duration.ofMinutes(1)))
                .asInstanceOf(InstanceOfAssertFactories.type(RunException.class))
                .satisfies(e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.TERMINATED);
                    assertThat(e).hasMessageContaining("docker compose pull was ended");
                });
    }

    @Test
    void one_that_never_stops_printing_is_ended() throws IOException {
        assertThatThrownBy(() -> docker("exec yes").ask(List.of("ps"), Map.of()))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("docker ps printed more than");
    }

    @Test
    void an_empty_or_foolish_answer_is_no_project() throws IOException {
        assertThatThrownBy(() -> compose("exit 0").render("1"))
                .hasMessageContaining("answers with what is no JSON object, but nothing");
        assertThatThrownBy(() -> compose("echo '{\"name\": \"shop\"}'").render("1"))
                .hasMessageContaining("without services");
        assertThatThrownBy(() -> new Engine(docker("echo abc")).containers("shop"))
                .hasMessageContaining("docker inspect answers with what is no list of objects");
        assertThatThrownBy(() -> new Engine(docker("echo 'Cannot connect to the Docker daemon' >&2; exit 1")).id())
                .asInstanceOf(InstanceOfAssertFactories.type(RunException.class))
                .satisfies(e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
                    assertThat(e).hasMessageContaining("docker info failed: Cannot connect to the Docker daemon");
                });
    }

    @Test
    void an_engine_that_goes_away_is_not_taken_for_a_container_or_image_that_is_not_there() throws IOException {
        Engine away = new Engine(docker("echo 'error during connect' >&2; exit 1"));
        assertThatThrownBy(() -> away.container("x")).hasMessageContaining("error during connect");
        assertThatThrownBy(() -> away.image("x")).hasMessageContaining("error during connect");
        Engine there = new Engine(docker("echo 'Error: No such image: x' >&2; exit 1"));
        assertThat(there.image("x")).isEmpty();
    }

    @Test
    void every_required_variable_is_named_though_compose_names_the_first_only() throws IOException {
        ComposeCommand compose = compose("""
                case "$*" in
                  *--variables*) echo '{"A": {"Required": true}, "B": {"Required": true}, "C": {"Required": true}}' ;;
                  *--environment*) echo C=set ;;
                  *) echo 'error while interpolating x: required variable A is missing a value: say it' >&2; exit 1 ;;
                esac
                """);
        assertThatThrownBy(() -> compose.render("1"))
                .asInstanceOf(InstanceOfAssertFactories.type(MissingVariables.class))
                .satisfies(e -> assertThat(e.names()).containsExactly("A (say it)", "B"));
    }

    @Test
    void what_a_container_printed_on_two_streams_is_told_in_the_order_of_its_time() throws IOException {
        Engine engine = new Engine(docker("""
                [ "$*" = "logs --timestamps --tail=50 --since=2026-11-27T10:00:00Z web" ] || exit 1
                echo "2026-11-27T10:00:01.000000001Z one"
                echo "2026-11-27T10:00:03.000000000Z three"
                echo "2026-11-27T10:00:02.500000000Z two" >&2
                echo "2026-11-27T10:00:04.000000000Z " >&2
                """));
        assertThat(engine.log("web", 50, Instant.parse("2026-11-27T10:00:00.9Z")))
                .containsExactly("one", "two", "three", "");
    }
}
