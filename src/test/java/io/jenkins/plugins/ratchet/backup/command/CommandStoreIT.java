package io.jenkins.plugins.ratchet.backup.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.DeclaredStore;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's own programs: good ones, and all the ways in which such a program goes wrong. */
@Timeout(120)
class CommandStoreIT {
    private static final String PASSWORD = "s3cret-of-the-store";
    private static final String STORE = """
            name: queue
            kind: redis
            method: command
            connection: { host: redis.example.com, password: { env: QUEUE_PASSWORD } }
            command: { run: [./backup.sh, now], verify: [./verify.sh], restore: [./restore.sh], timeout: %s }
            """;
    private static final String NOW = "$(date -u +%Y-%m-%dT%H:%M:%SZ)";
    private static final String GOOD = """
            echo "copying" >&2
            head -c 1000 /dev/zero > "$RATCHET_BACKUP_DIRECTORY/dump.rdb"
            echo "{\\"location\\": \\"$RATCHET_BACKUP_DIRECTORY/dump.rdb\\", \\"takenAt\\": \\"%s\\", \\"bytes\\": 1000,"
            echo " \\"source\\": \\"redis-run-1\\", \\"notes\\": [\\"taken from the replica\\"]}"
            """.formatted(NOW);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final Redaction redaction = new Redaction();
    private Path backups;

    @BeforeEach
    void goodPrograms() throws IOException {
        backups = directory.resolve("backups");
        script("backup.sh", GOOD);
        script("verify.sh", "test -s \"$RATCHET_LOCATION\" && env > env.txt && echo 17 keys");
        script("restore.sh", "exit 1");
    }

    private void script(String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Backups backups() {
        return new Backups(
                List.of(new CommandStore(new Postgres(), directory, "apps", "shop")),
                events,
                cancelled::get,
                Clock.systemUTC());
    }

    private BackupEntry backUp(String timeout) {
        Settings settings = new Settings(
                directory, Map.of("QUEUE_PASSWORD", PASSWORD), null, null, MissingNode.getInstance(), redaction);
        BackupRequest request = new BackupRequest(DeclaredStore.of(STORE.formatted(timeout)), new Addresses(settings));
        return backups()
                .backUp(List.of(request), backups, new BackupPolicy(null, 2, 2, null), "20261121-093015-3fa2")
                .get(0);
    }

    private RunException failure(String timeout) throws IOException {
        RunException failure = catchThrowableOfType(RunException.class, () -> backUp(timeout));
        assertThat(failure).isNotNull();
        assertThat(failure.getMessage()).doesNotContain(PASSWORD);
        if (Files.exists(backups)) {
            try (Stream<Path> left = Files.walk(backups)) {
                assertThat(left.filter(path -> !path.equals(backups))).isEmpty();
            }
        }
        return failure;
    }

    @Test
    void aBackupIsTakenVerifiedAndKeptWithWhatARestoreNeeds() throws IOException {
        BackupEntry entry = backUp("60s");

        assertThat(entry.proof()).isEqualTo("command");
        assertThat(entry.server()).isEqualTo("redis-run-1");
        assertThat(entry.bytes()).isEqualTo(1000);
        Path location = Path.of(entry.location());
        assertThat(location.resolve("dump.rdb")).hasSize(1000);
        JsonNode manifest = Json.mapper()
                .readTree(location.resolve(BackupManifest.FILE_NAME).toFile());
        assertThat(manifest.path("content").path("location").asText()).isEqualTo("./dump.rdb");
        assertThat(manifest.path("content").path("restore").path(0).asText()).isEqualTo("./restore.sh");
        assertThat(manifest.path("notes").toString()).contains("taken from the replica");
        assertThat(manifest.toString()).doesNotContain(PASSWORD);
        assertThat(events.everything()).contains("backup.sh queue copying", "verify queue 17 keys");
        assertThat(backups().defect(entry)).isEmpty();
        Files.writeString(location.resolve("dump.rdb"), "other");
        assertThat(backups().defect(entry)).isPresent();
    }

    @Test
    void theProgramsGetTheirEnvironmentAndTheSecretOnlyThere() throws IOException {
        backUp("60s");

        assertThat(Files.readAllLines(directory.resolve("env.txt")))
                .contains(
                        "RATCHET_UPGRADE=20261121-093015-3fa2",
                        "RATCHET_DATABASE=queue",
                        "RATCHET_KIND=redis",
                        "RATCHET_RELEASE=shop",
                        "RATCHET_NAMESPACE=apps",
                        "RATCHET_CONNECTION_HOST=redis.example.com",
                        "RATCHET_CONNECTION_PASSWORD=" + PASSWORD,
                        "RATCHET_SOURCE=redis-run-1",
                        "RATCHET_BYTES=1000")
                .anyMatch(line -> line.startsWith("RATCHET_LOCATION=") && line.endsWith("/dump.rdb"))
                .anyMatch(line -> line.startsWith("RATCHET_TAKEN_AT=2"));
        assertThat(redaction.redact(PASSWORD)).isEqualTo("****");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true                                   | printed something else than one JSON object",
                "echo done                              | printed something else than one JSON object",
                "echo '[]'                              | printed something else than one JSON object",
                "echo '{\"location\": \"x\", \"size\": 3}' | printed something else than one JSON object",
                "echo '{\"source\": \"a\", \"source\": \"b\"}' | printed something else than one JSON object",
                "echo '{}'                              | names no location",
                "exit 1                                 | ended with exit status 1",
                "echo 'disk full' >&2; exit 69          | disk full",
                "kill -9 $$                             | signal 9",
                "head -c 5000000 /dev/zero              | printed more than 64 KiB"
            })
    void aProgramThatDoesNotKeepTheContractMadeNoBackup(String body, String message) throws IOException {
        script("backup.sh", body);

        RunException failure = failure("60s");

        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.exitCode()).isEqualTo(body.contains("exit 69") ? ExitCode.UNAVAILABLE : ExitCode.FAILED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/nonexistent/dump | 1000 | %s                   | which does not exist",
                "/dev/null         | 1000 | %s                   | which is empty",
                "s3://b/dump       | 0    | %s                   | names the size 0",
                "s3://b/dump       | 1000 | 2020-01-01T00:00:00Z | which is not between its start",
                "s3://b/dump       | 1000 | yesterday            | printed something else than one JSON object"
            })
    void aProgramThatSaysSuccessAndMadeNothingIsNotBelieved(
            String location, String bytes, String takenAt, String message) throws IOException {
        script(
                "backup.sh",
                "echo \"{\\\"location\\\": \\\"" + location + "\\\", \\\"takenAt\\\": \\\"" + takenAt.replace("%s", NOW)
                        + "\\\", \\\"bytes\\\": " + bytes + ", \\\"source\\\": \\\"r\\\"}\"");

        assertThat(failure("60s")).hasMessageContaining(message);
    }

    @Test
    void aProgramThatPrintsASecretIsRefused() throws IOException {
        script("backup.sh", GOOD.replace("taken from the replica", "used $RATCHET_CONNECTION_PASSWORD"));

        assertThat(failure("60s")).hasMessageContaining("printed a secret");
    }

    @Test
    void aProgramThatHangsIsEndedWithItsChildren() throws IOException {
        script("backup.sh", "trap '' TERM; echo $$ > pid.txt; sleep 300 & wait; sleep 300");

        assertThat(failure("2s")).hasMessageContaining("did not end within 2s");
        long pid = Long.parseLong(Files.readString(directory.resolve("pid.txt")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aBackupThatItsOwnProgramDoesNotVerifyIsNotProven() throws IOException {
        script("verify.sh", "echo 'three keys are missing' >&2; exit 1");

        assertThat(failure("60s")).hasMessageContaining("three keys are missing");
    }

    @Test
    void anAbortEndsTheProgram() throws Exception {
        script("backup.sh", "touch started; sleep 300");
        Thread abort = new Thread(() -> {
            while (!Files.exists(directory.resolve("started"))) {
                Thread.onSpinWait();
            }
            cancelled.set(true);
        });
        abort.start();

        assertThat(failure("60s").exitCode()).isEqualTo(ExitCode.TERMINATED);
        abort.join();
    }

    @Test
    void aMissingProgramIsNamedBeforeAnythingRuns() throws IOException {
        Files.delete(directory.resolve("verify.sh"));

        RunException failure = failure("60s");

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure).hasMessageContaining("verify.sh does not exist");
    }

    @Test
    void messagesWithoutEndDoNotFillTheLog() throws IOException {
        script("backup.sh", "yes talk | head -n 100000 >&2\n" + GOOD);

        backUp("60s");

        assertThat(events.everything().size()).isLessThan(2100);
    }
}
