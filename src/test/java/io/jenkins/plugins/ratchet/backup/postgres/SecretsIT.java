package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ordinary user with a password: what it may do, and that nobody sees the password. */
class SecretsIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);
    private static final String PASSWORD = "s3cret 'ünd' \"odd\"";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final Backups backups = Probe.backups(events);

    @BeforeAll
    static void aRoleWithAPassword() {
        PostgresServer.run(
                SERVER.address("admin", "postgres"),
                "DROP ROLE IF EXISTS careful",
                "CREATE ROLE careful LOGIN CREATEDB PASSWORD '" + PASSWORD.replace("'", "''") + "'");
        SERVER.requirePassword("careful");
    }

    @Test
    void thePasswordIsInNoArgumentNoMessageAndNoFile() throws Exception {
        DatabaseAddress address = ownedByCareful(
                "CREATE TABLE t (a int, b text)",
                "INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 200000) i",
                "CREATE TABLE u AS TABLE t",
                "SELECT lo_from_bytea(0, decode(repeat('00ff10', 3000), 'hex'))",
                "CREATE EXTENSION hstore");
        Set<String> arguments = ConcurrentHashMap.newKeySet();
        Thread watcher = new Thread(() -> watch(arguments));
        watcher.start();

        BackupEntry entry = backups.backUp(List.of(Probe.request(address)), directory, POLICY, "u-1")
                .get(0);
        watcher.interrupt();
        watcher.join();

        assertThat(arguments)
                .anyMatch(line -> line.contains("--snapshot="))
                .anyMatch(line -> line.contains("--exit-on-error"))
                .noneMatch(line -> line.contains("s3cret"));
        assertThat(events.everything()).noneMatch(line -> line.contains("s3cret"));
        try (Stream<Path> files = Files.walk(Path.of(entry.location()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");
            }
        }
        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void aWrongPasswordIsAWrongConfiguration() {
        DatabaseAddress address = ownedByCareful();
        DatabaseAddress wrong = new DatabaseAddress(
                "metadata", address.host(), address.port(), address.database(), "careful", "wr0ng", null, null);

        RunException failure = failure(wrong);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure)
                .hasMessageContaining("refused the login")
                .hasMessageContaining("careful")
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void aTableThatTheUserMayNotReadIsNamedBeforeTheDump() {
        DatabaseAddress address = ownedByCareful();
        PostgresServer.run(asSuperuser(address), "CREATE TABLE hidden (a int)");

        assertThat(failure(address)).hasMessageContaining("may not read public.hidden");
    }

    @Test
    void rowsThatSecurityPoliciesHideAreNamedBeforeTheDump() {
        DatabaseAddress address = ownedByCareful("CREATE TABLE t (a int)");
        PostgresServer.run(
                asSuperuser(address),
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE t FORCE ROW LEVEL SECURITY");

        assertThat(failure(address)).hasMessageContaining("public.t").hasMessageContaining("row-level security");
    }

    @Test
    void largeObjectsOfOthersAreNamedBeforeTheDump() {
        DatabaseAddress address = ownedByCareful();
        PostgresServer.run(asSuperuser(address), "SELECT lo_create(77)");

        assertThat(failure(address)).hasMessageContaining("large objects 77");
    }

    @Test
    void aUserWhoMayNotCreateDatabasesCannotProveByRestore() {
        DatabaseAddress address = ownedByCareful();
        PostgresServer.run(asSuperuser(address), "ALTER ROLE careful NOCREATEDB");
        try {
            assertThat(failure(address)).hasMessageContaining("may not create databases");
            assertThat(backups.backUp(List.of(Probe.request(address, Database.Proof.read)), directory, POLICY, "u-1"))
                    .hasSize(1);
        } finally {
            PostgresServer.run(asSuperuser(address), "ALTER ROLE careful CREATEDB");
        }
    }

    @Test
    void theScratchServerMayHaveAnotherLogin() {
        DatabaseAddress address = ownedByCareful("CREATE TABLE t (a int)");
        BackupEntry entry = backups.backUp(
                        List.of(Probe.request(address, asSuperuser(address))), directory, POLICY, "u-1")
                .get(0);

        assertThat(entry.proven()).isTrue();
    }

    private DatabaseAddress ownedByCareful(String... statements) {
        DatabaseAddress created = SERVER.createFresh();
        PostgresServer.run(created, "ALTER DATABASE " + created.database() + " OWNER TO careful");
        DatabaseAddress address = new DatabaseAddress(
                "metadata", created.host(), created.port(), created.database(), "careful", PASSWORD, "disable", null);
        PostgresServer.run(address, statements);
        return address;
    }

    private static DatabaseAddress asSuperuser(DatabaseAddress address) {
        return SERVER.address("admin", address.database());
    }

    private RunException failure(DatabaseAddress address) {
        return catchThrowableOfType(
                RunException.class, () -> backups.backUp(List.of(Probe.request(address)), directory, POLICY, "u-1"));
    }

    private static void watch(Set<String> arguments) {
        while (!Thread.currentThread().isInterrupted()) {
            ProcessHandle.current().descendants().forEach(process -> {
                try {
                    arguments.add(Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // It ended meanwhile.
                }
            });
        }
    }
}
