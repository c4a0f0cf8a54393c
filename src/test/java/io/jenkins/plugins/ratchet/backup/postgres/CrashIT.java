package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at any moment, and runs side by side. */
class CrashIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 2, 2, null);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final Backups backups = Probe.backups(events);

    @Test
    void whatAKilledRunLeftLooksIncompleteAndIsRemovedByTheNext() throws Exception {
        DatabaseAddress database = SERVER.createFresh(
                "CREATE TABLE t (a int PRIMARY KEY, b text)",
                "INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 300000) i",
                "CREATE TABLE u AS TABLE t");
        Random random = new Random(7);
        int died = 0;
        for (int round = 0; round < 8; round++) {
            Process process = BackupProcess.start(database, directory);
            if (!process.waitFor(600 + random.nextInt(2200), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                died++;
            }
            for (Path named : named()) {
                assertThat(named.resolve("backup.json")).exists();
            }
        }
        assertThat(died).isPositive();

        BackupEntry entry = backups.backUp(List.of(Probe.request(database)), directory, POLICY, "u-1")
                .get(0);

        assertThat(backups.defect(entry)).isEmpty();
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
        try (Stream<Path> all = Files.walk(directory)) {
            assertThat(all.filter(path -> path.getFileName().toString().contains(".partial-")))
                    .isEmpty();
        }
    }

    @Test
    void runsIntoTheSameDirectoryDoNotHarmEachOther() throws Exception {
        DatabaseAddress database =
                SERVER.createFresh("CREATE TABLE t (a int)", "INSERT INTO t SELECT generate_series(1, 100000)");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(BackupProcess.start(database, directory));
        }
        List<BackupEntry> entries = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            entries.addAll(backups.backUp(List.of(Probe.request(database)), directory, POLICY, "u-1"));
        }

        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        assertThat(entries)
                .allSatisfy(entry -> assertThat(backups.defect(entry)).isEmpty());
        assertThat(named()).hasSize(5);
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
    }

    @Test
    void aSequenceThatMovesDuringTheDumpIsNoDifference() throws Exception {
        DatabaseAddress database = SERVER.createFresh(
                "CREATE SEQUENCE s",
                "CREATE TABLE t (a int PRIMARY KEY, b text)",
                "INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 200000) i");
        AtomicBoolean done = new AtomicBoolean();
        Thread application = new Thread(() -> {
            while (!done.get()) {
                PostgresServer.run(
                        database,
                        "INSERT INTO t VALUES (1000000 + nextval('s'), 'new')",
                        "UPDATE t SET b = b || 'x' WHERE a = 1",
                        "DELETE FROM t WHERE a > 1000000 AND a % 2 = 0");
            }
        });
        application.start();
        try {
            BackupEntry entry = backups.backUp(List.of(Probe.request(database)), directory, POLICY, "u-1")
                    .get(0);
            assertThat(entry.proven()).isTrue();
        } finally {
            done.set(true);
            application.join();
        }
    }

    /** Each outcome is right, a backup that holds what the snapshot held or none; which one, the timing decides. */
    @Test
    void changesOfTheSchemaDuringTheDumpAreNeverProvenWrongly() throws Exception {
        DatabaseAddress database = SERVER.createFresh(
                "CREATE TABLE accounts AS SELECT i AS id, 0 AS amount, repeat(md5(i::text), 4) AS note"
                        + " FROM generate_series(1, 20000) i",
                "ALTER TABLE accounts ADD PRIMARY KEY (id)",
                "CREATE TABLE staging (a int)",
                "CREATE MATERIALIZED VIEW rich AS SELECT id FROM accounts WHERE amount > 0");
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> applications = List.of(
                new Thread(() -> repeat(
                        done,
                        database,
                        "UPDATE accounts SET amount = amount + CASE id % 2 WHEN 0 THEN 1 ELSE -1 END WHERE id <= 200")),
                new Thread(() -> repeat(
                        done,
                        database,
                        "CREATE TABLE IF NOT EXISTS passing AS SELECT generate_series(1, 100) AS a",
                        "ALTER TABLE passing ADD COLUMN IF NOT EXISTS b text DEFAULT 'x'",
                        "CREATE INDEX IF NOT EXISTS passing_b ON passing (b)",
                        "CREATE OR REPLACE VIEW seen AS SELECT a, b FROM passing",
                        "INSERT INTO staging SELECT generate_series(1, 1000)",
                        "TRUNCATE staging",
                        "REFRESH MATERIALIZED VIEW rich",
                        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                        "DROP VIEW seen",
                        "DROP TABLE passing")));
        applications.forEach(Thread::start);
        List<BackupEntry> proven = new ArrayList<>();
        List<RunException> refused = new ArrayList<>();
        try {
            for (int round = 0; round < 4; round++) {
                try {
                    proven.addAll(backups.backUp(List.of(Probe.request(database)), directory, POLICY, "u-1"));
                } catch (RunException e) {
                    refused.add(e);
                }
            }
        } finally {
            done.set(true);
            for (Thread application : applications) {
                application.join();
            }
        }
        for (BackupEntry entry : proven) {
            assertThat(backups.defect(entry)).isEmpty();
            ClientTools client = ClientTools.choose(ClientTools.installed(ClientTools.usualDirectories()), 15, "x");
            DatabaseAddress restored = Restored.by(client, entry, SERVER).address();
            assertThat(new Postgres().singleValue(restored, "SELECT sum(amount) || ' ' || count(*) FROM accounts"))
                    .hasValue("0 20000");
        }
        assertThat(refused).allSatisfy(failure -> assertThat(failure).hasMessageContaining("metadata"));
        assertThat(named()).hasSize(proven.size());
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
    }

    @Test
    void whoeverWantsATableForItselfNeedNotWaitForTheSnapshot() throws Exception {
        DatabaseAddress database = SERVER.createFresh(Shop.SCHEMA);
        try (Stop stop = new Stop(() -> false);
                SourceSnapshot snapshot = SourceSnapshot.of(new Postgres(), database, stop)) {
            snapshot.describe(snapshot.sequences(), done -> {});

            PostgresServer.run(
                    database,
                    "SET lock_timeout = '20s'",
                    "REFRESH MATERIALIZED VIEW totals",
                    "ALTER TABLE customers ADD added int",
                    "DROP VIEW active",
                    "TRUNCATE orders");
        }
    }

    private static void repeat(AtomicBoolean done, DatabaseAddress database, String... statements) {
        while (!done.get()) {
            PostgresServer.run(database, statements);
        }
    }

    private List<Path> named() throws IOException {
        List<Path> named = new ArrayList<>();
        if (Files.exists(directory)) {
            try (Stream<Path> runs = Files.list(directory)) {
                for (Path run : runs.toList()) {
                    if (Files.exists(run.resolve("metadata"))) {
                        named.add(run.resolve("metadata"));
                    }
                }
            }
        }
        return named;
    }
}
