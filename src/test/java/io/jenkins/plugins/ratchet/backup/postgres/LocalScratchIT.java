package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.LocalServer;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresPrograms;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs in a real server that is started for them, of the programs that are installed on this machine. */
class LocalScratchIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final List<Path> PROGRAMS = new ArrayList<>(ClientTools.usualDirectories());

    static {
        PROGRAMS.addAll(PostgresPrograms.clientDirectories());
    }

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private Path servers;
    private BackupPolicy policy;

    @BeforeEach
    void programs_of_a_server_are_here() throws IOException {
        if (ServerPrograms.installed(PROGRAMS).stream().noneMatch(each -> each.major() >= 15)) {
            String reason = "no PostgreSQL server of 15 or newer is installed; " + PostgresPrograms.howToGetThem();
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        servers = Files.createDirectory(directory.resolve("servers"));
        policy = Probe.localPolicy(servers);
    }

    private BackupEntry backUp(DatabaseAddress source, BackupPolicy with) {
        return Probe.backups(events, () -> false, PROGRAMS)
                .backUp(List.of(Probe.requestLocal(source)), directory.resolve("backups"), with, "u-1")
                .get(0);
    }

    @Test
    void one_of_everything_is_proven_there_with_its_owners_and_nothing_is_left() throws IOException {
        DatabaseAddress source = Torture.create(SERVER, 15);

        BackupEntry entry = backUp(source, policy);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(servers).isEmptyDirectory();
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
        BackupManifest.Proof proof = manifest(entry).proof();
        assertThat(proof.server()).startsWith("local:");
        assertThat(proof.compared()).contains("owners and privileges", "publications", "content of every table");
    }

    @Test
    void a_backup_is_proven_again_when_its_server_is_gone() {
        PostgresServer gone = PostgresServer.start();
        BackupEntry entry;
        DatabaseAddress source;
        try {
            source = gone.createFresh(Shop.SCHEMA);
            entry = backUp(source, policy);
        } finally {
            gone.stop();
        }

        try (KeptBackups kept = Probe.kept(events, policy, PROGRAMS)) {
            BackupManifest.Proof proof = kept.prove(kept.find(entry).orElseThrow(), Probe.requestLocal(source))
                    .orElseThrow();

            assertThat(proof.method()).isEqualTo("restore");
            assertThat(proof.compared()).contains("owners and privileges");
            assertThat(servers).isEmptyDirectory();
        }
    }

    @Test
    void the_server_of_a_killed_run_is_ended_and_removed_by_the_next() throws Exception {
        DatabaseAddress source =
                SERVER.createFresh("CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 400000) i");
        Process run = BackupProcess.startLocal(source, Files.createDirectory(directory.resolve("backups")), servers);
        Path socket = null;
        while (socket == null && run.isAlive()) {
            boolean dumped = find(directory.resolve("backups"), "toc.dat") != null; // so it is the proof's server
            socket = dumped ? find(servers, ".s.PGSQL.5432") : null;
            run.waitFor(5, TimeUnit.MILLISECONDS);
        }
        run.destroyForcibly().waitFor();
        assertThat(socket).isNotNull();
        ProcessHandle server = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(socket.resolveSibling("data/postmaster.pid"))
                                .get(0)))
                .orElseThrow();
        assertThat(server.isAlive()).isTrue();

        backUp(source, policy);

        server.onExit().get(30, TimeUnit.SECONDS);
        assertThat(servers).isEmptyDirectory();
        assertThat(events.facts()).anyMatch(fact -> fact.contains("removed " + servers + "/ratchet-postgres-"));
    }

    @Test
    void root_may_let_it_run_as_another_user() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))
                || !Files.readString(Path.of("/etc/passwd")).contains("\npostgres:")) {
            String reason = "running a server as another user: needs root and the user postgres";
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        for (Path each : List.of(directory, servers)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx--x--x"));
        }
        DatabaseAddress source = SERVER.createFresh("CREATE TABLE t AS SELECT 1 AS a");

        BackupEntry entry = backUp(source, policy(new LocalServer(null, servers.toString(), "postgres")));

        assertThat(entry.proven()).isTrue();
        assertThat(servers).isEmptyDirectory();
    }

    @Test
    void what_this_machine_lacks_is_said_before_anything_runs() {
        DatabaseAddress source = SERVER.createFresh();
        Path backups = directory.resolve("backups");

        RunException none = catchThrowableOfType(
                RunException.class,
                () -> backUp(source, policy(new LocalServer(directory.toString(), servers.toString(), null))));
        RunException nowhere = catchThrowableOfType(
                RunException.class, () -> backUp(source, policy(new LocalServer(null, directory + "/missing", null))));

        assertThat(none.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(none)
                .hasMessageContaining("needs the server programs of PostgreSQL 15 or newer on this machine; found none")
                .hasMessageContaining("backups.localServer.programs");
        assertThat(nowhere).hasMessageContaining("no directory that one may write to");
        assertThat(backups).doesNotExist();
        assertThat(servers).isEmptyDirectory();
    }

    private static BackupPolicy policy(LocalServer server) {
        return new BackupPolicy(null, 1, 2, null, null, null, null, server);
    }

    private static BackupManifest manifest(BackupEntry entry) throws IOException {
        return Json.mapper()
                .readValue(Path.of(entry.location(), BackupManifest.FILE_NAME).toFile(), BackupManifest.class);
    }

    private static Path find(Path below, String name) {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElse(null);
        } catch (IOException | java.io.UncheckedIOException e) {
            return null; // it is being removed
        }
    }
}
