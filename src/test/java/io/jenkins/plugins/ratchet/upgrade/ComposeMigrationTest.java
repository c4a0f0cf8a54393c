package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.compose.DockerCommand;
import io.jenkins.plugins.ratchet.compose.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a migration ended, as an engine may tell it; a script answers in its place. */
class ComposeMigrationTest {
    @TempDir
    Path directory;

    private ComposeMigration migration(String script) throws IOException {
        Path program = directory.resolve("docker");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        program.toFile().setExecutable(true);
        return new ComposeMigration(
                new Engine(DockerCommand.find(
                        Map.of("PATH", directory + ":" + System.getenv("PATH")), directory, directory, () -> false)),
                "dbMigrate");
    }

    private ComposeMigration container(String state) throws IOException {
        return migration("""
                [ "$1" = logs ] && { echo a line; exit 0; }
                cat <<'EOF'
                [{"Id": "abc", "Name": "/ratchet-shop-1", "State": {%s}, "Config": {"Image": "x"}}]
                EOF
                """.formatted(state));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"Status\": \"running\"; ACTIVE; container ratchet-shop-1 running",
                "\"Status\": \"exited\", \"ExitCode\": 0; COMPLETE; container ratchet-shop-1 ended with status 0",
                "\"Status\": \"exited\", \"ExitCode\": 3; FAILED; container ratchet-shop-1 ended with status 3",
                "\"Status\": \"exited\", \"ExitCode\": 137; FAILED; container ratchet-shop-1 ended with status 137, as it was"
                        + " killed",
                "\"Status\": \"created\"; ACTIVE; container ratchet-shop-1 created",
                "\"Status\": \"created\", \"ExitCode\": 127, \"Error\": \"no such file\"; FAILED; container ratchet-shop-1"
                        + " could not be started: no such file",
            })
    void a_container_tells_how_it_ended(String state, JobOutcome.State expected, String message) throws IOException {
        JobOutcome outcome = container(state).read("ratchet-shop-1").orElseThrow();
        assertThat(outcome.state()).isEqualTo(expected);
        assertThat(outcome.message()).isEqualTo(message);
        assertThat(outcome.log()).containsExactly("a line");
        assertThat(outcome.uid()).isEqualTo("abc");
    }

    @Test
    void a_container_that_somebody_removed_leaves_it_open_what_was_migrated() throws IOException {
        JobOutcome outcome = migration("echo 'Error: No such container: x' >&2; exit 1")
                .await("x", Duration.ofMinutes(1), () -> false);
        assertThat(outcome.state()).isEqualTo(JobOutcome.State.VANISHED);
    }

    @Test
    void one_that_does_not_end_in_its_time_is_left_to_run() throws IOException {
        ComposeMigration running = container("\"Status\": \"running\"");
        assertThat(running.await("x", Duration.ofMillis(1), () -> false).state())
                .isEqualTo(JobOutcome.State.ACTIVE);
        assertThat(running.await("x", Duration.ofMinutes(1), () -> true).state())
                .isEqualTo(JobOutcome.State.ACTIVE);
    }

    @Test
    void a_container_that_was_made_and_never_started_is_removed_and_no_other_one() throws IOException {
        String never = "\"Status\": \"created\", \"StartedAt\": \"0001-01-01T00:00:00Z\"";
        String ran = "\"Status\": \"exited\", \"StartedAt\": \"2026-11-27T10:00:00Z\"";
        ComposeMigration migration = migration("""
                case "$1 $2" in
                  "ps --all") echo ids ;;
                  "container inspect") cat <<'EOF'
                [%s]
                EOF
                  ;;
                  "container rm") echo "$3" >> %s ;;
                esac
                """.formatted(
                        String.join(
                                ",",
                                left("ratchet-shop-u.2", "dbMigrate", never),
                                left("ratchet-shop-u.1", "dbMigrate", ran),
                                left("ratchet-shop-u.3", "dbMigrate", never + ", \"Error\": \"no such file\""),
                                left("shop-dbMigrate-run-1", "dbMigrate", never),
                                left("ratchet-shop-u.4", "other", never)),
                        directory.resolve("removed")));
        assertThat(migration.clear("shop")).containsExactly("ratchet-shop-u.2");
        assertThat(directory.resolve("removed")).hasContent("ratchet-shop-u.2");
    }

    private static String left(String name, String service, String state) {
        return "{\"Id\": \"%1$s\", \"Name\": \"/%1$s\", \"State\": {%3$s}, \"Config\": {\"Image\": \"x\", \"Labels\": {"
                        .formatted(name, service, state)
                + "\"com.docker.compose.service\": \"%s\", \"com.docker.compose.oneoff\": \"True\"}}}"
                        .formatted(service);
    }

    private static String event(String action, String exitCode) {
        return "{\"status\":\"%s\",\"Type\":\"container\",\"Action\":\"%s\",\"Actor\":{\"ID\":\"abc\",\"Attributes\":{\"name\":\"shop-dbMigrate-run-1\"%s}},\"time\":1795000000}\n"
                .formatted(action, action, exitCode == null ? "" : ",\"exitCode\":\"" + exitCode + "\"");
    }

    @Test
    void what_a_program_removed_is_known_by_the_engines_events() throws IOException {
        ComposeMigration migration = migration("exit 1");
        assertThat(migration.told("").state()).isEqualTo(JobOutcome.State.NEVER_SEEN);
        assertThat(migration.told(event("start", null)).state()).isEqualTo(JobOutcome.State.ACTIVE);
        JobOutcome done = migration.told(event("start", null) + event("die", "0"));
        assertThat(done.complete()).isTrue();
        assertThat(done.finished()).isEqualTo(Instant.ofEpochSecond(1795000000));
        JobOutcome failed = migration.told(event("start", null) + event("die", "7"));
        assertThat(failed.state()).isEqualTo(JobOutcome.State.FAILED);
        assertThat(failed.message()).isEqualTo("container shop-dbMigrate-run-1 ended with status 7");
        assertThat(migration
                        .told(event("start", null) + event("die", "1") + "no JSON\n" + event("start", null)
                                + event("die", "0"))
                        .complete())
                .as("it was run again, and counts as it ended last")
                .isTrue();
    }
}
