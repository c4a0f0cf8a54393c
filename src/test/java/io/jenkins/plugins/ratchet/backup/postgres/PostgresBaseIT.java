package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database.Proof;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a whole real server by the real pg_basebackup, proven in servers that start from them. */
class PostgresBaseIT {
    private static final List<Path> PROGRAMS = ClientTools.usualDirectories();
    private static PostgresServer server;
    private static BaseTools tools;

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private Path servers;
    private BackupPolicy policy;

    @BeforeAll
    static void start() {
        try {
            tools = BaseTools.find(PROGRAMS, 15, "this test");
            ServerPrograms.chooseExactly(ServerPrograms.installed(PROGRAMS), 15, "this test");
        } catch (RunException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @BeforeEach
    void directories() throws IOException {
        servers = Files.createDirectory(directory.resolve("servers"));
        policy = Probe.localPolicy(servers);
    }

    private BackupEntry backUp(DatabaseAddress address, Proof proof, List<Path> programs) {
        return new Backups(List.of(new PostgresBase(new Postgres(), programs)), events, () -> false, Clock.systemUTC())
                .backUp(List.of(Probe.requestBase(address, proof)), directory.resolve("backups"), policy, "u-1")
                .get(0);
    }

    private BackupManifest.Proof prove(BackupEntry entry, DatabaseAddress address, Proof proof) {
        try (KeptBackups kept = new KeptBackups(
                List.of(new PostgresBase(new Postgres(), PROGRAMS)),
                events,
                () -> false,
                Clock.systemUTC(),
                Map.of(),
                policy)) {
            return kept.prove(kept.find(entry).orElseThrow(), Probe.requestBase(address, proof))
                    .orElseThrow();
        }
    }

    @Test
    void all_databases_of_a_server_are_copied_while_it_is_written_to_and_proven_also_when_it_is_gone()
            throws Exception {
        PostgresServer busy = PostgresServer.start();
        DatabaseAddress shop;
        BackupEntry entry;
        try {
            shop = busy.create("shop", Shop.SCHEMA);
            busy.create(
                    "other", "CREATE TABLE quiet AS SELECT generate_series(1, 1000) AS a", "CREATE TABLE busy (a int)");
            AtomicBoolean done = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                while (!done.get()) {
                    PostgresServer.run(
                            busy.address("other", "other"), "INSERT INTO busy SELECT generate_series(1, 100)");
                }
            });
            writer.start();
            try {
                entry = backUp(shop, Proof.restore, PROGRAMS);
            } finally {
                done.set(true);
                writer.join();
            }
        } finally {
            busy.stop();
        }

        BackupManifest manifest = manifest(entry);
        assertThat(manifest.files()).containsKeys("base/base.tar.gz", "base/pg_wal.tar.gz", "base/backup_manifest");
        assertThat(BaseContent.of(manifest).databases()).containsOnlyKeys("postgres", "shop", "other");
        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(manifest.proof().compared())
                .contains(
                        "every file of the server (pg_verifybackup)",
                        "owners and privileges",
                        "heap and B-tree pages (pg_amcheck)");
        assertThat(manifest.proof().notes()).anyMatch(note -> note.contains("other: public.busy"));
        assertThat(servers).isEmptyDirectory();

        BackupManifest.Proof again = prove(entry, shop, Proof.restore);

        assertThat(again.method()).isEqualTo("restore");
        assertThat(servers).isEmptyDirectory();
    }

    @Test
    void proof_read_verifies_every_file_and_says_that_it_is_no_more_than_that() throws Exception {
        DatabaseAddress database = server.createFresh();

        BackupEntry entry = backUp(database, Proof.read, PROGRAMS);

        assertThat(entry.proof()).isEqualTo("read");
        assertThat(manifest(entry).proof().notes()).anyMatch(note -> note.startsWith("no server was started"));
        assertThat(prove(entry, database, Proof.read).method()).isEqualTo("read");
    }

    @Test
    void a_copy_that_lacks_a_file_or_is_an_old_one_is_not_proven() throws Exception {
        DatabaseAddress database = server.createFresh("CREATE TABLE t AS SELECT generate_series(1, 100) AS a");
        Path old = directory.resolve("old");
        run(List.of(
                tools.basebackup().toString(),
                "--pgdata=" + old,
                "--format=tar",
                "--compress=1",
                "--checkpoint=fast",
                "--dbname=host=127.0.0.1 user=postgres port=" + server.port()));
        PostgresServer.run(database, "DELETE FROM t WHERE a = 50");
        String lacking =
                "mkdir $DIR/x && cd $DIR/x && tar xzf ../base.tar.gz && rm base/1/1259 && tar czf ../base.tar.gz . &&"
                        + " cd .. && rm -r x";

        RunException incomplete =
                catchThrowableOfType(RunException.class, () -> backUp(database, Proof.restore, after(lacking)));
        RunException wrong = catchThrowableOfType(
                RunException.class, () -> backUp(database, Proof.restore, after("cp " + old + "/* $DIR/")));

        assertThat(incomplete)
                .hasMessageContaining("is damaged, so it is no backup")
                .hasMessageContaining("base/1/1259");
        assertThat(wrong)
                .hasMessageContaining("is not what the server held")
                .hasMessageContaining("table public.t has 100 rows, expected 99");
        assertThat(servers).isEmptyDirectory();
    }

    @Test
    void what_cannot_succeed_is_refused_before_anything_runs() {
        DatabaseAddress database = server.createFresh("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN");
        DatabaseAddress reader = new DatabaseAddress(
                "metadata", "127.0.0.1", server.port(), database.database(), "reader", null, "disable", null);

        RunException replication =
                catchThrowableOfType(RunException.class, () -> backUp(reader, Proof.restore, PROGRAMS));
        RunException programs =
                catchThrowableOfType(RunException.class, () -> backUp(database, Proof.restore, List.of(servers)));

        assertThat(replication.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(replication).hasMessageContaining("user reader may not replicate; give it that (ALTER ROLE");
        assertThat(programs.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(programs)
                .hasMessageContaining("needs pg_basebackup, pg_verifybackup and pg_waldump of PostgreSQL 15");
        assertThat(directory.resolve("backups")).doesNotExist();
    }

    @Test
    void a_server_with_tablespaces_is_refused() throws Exception {
        PostgresServer spaced = PostgresServer.start();
        try {
            Path place = Files.createDirectory(directory.resolve("space"));
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
            DatabaseAddress database = spaced.createFresh("CREATE TABLESPACE fast LOCATION '" + place + "'");

            RunException refused =
                    catchThrowableOfType(RunException.class, () -> backUp(database, Proof.restore, PROGRAMS));

            assertThat(refused).hasMessageContaining("the server has the tablespaces [fast]");
        } finally {
            spaced.stop();
        }
    }

    /** Programs of which pg_basebackup does something more when it is done. */
    private List<Path> after(String more) throws IOException {
        Path fake = Files.createTempDirectory(directory, "fake");
        for (String name : List.of("pg_dump", "pg_restore")) {
            Files.createSymbolicLink(
                    fake.resolve(name), tools.client().companion(name).orElseThrow());
        }
        Path script = fake.resolve("pg_basebackup");
        Files.writeString(
                script,
                "#!/bin/sh\nfor a in \"$@\"; do case \"$a\" in --pgdata=*) DIR=${a#--pgdata=};; esac; done\n"
                        + tools.basebackup() + " \"$@\" && " + more + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Path> directories = new ArrayList<>(List.of(fake));
        directories.addAll(PROGRAMS);
        return directories;
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    private static BackupManifest manifest(BackupEntry entry) throws IOException {
        return Json.mapper()
                .readValue(Path.of(entry.location(), BackupManifest.FILE_NAME).toFile(), BackupManifest.class);
    }
}
