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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup that fails says why, leaves nothing that looks like a backup, and no scratch database. */
class FailingBackupIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 2, 2, null);

    @TempDir
    private Path temporary;

    private final RecordedEvents events = new RecordedEvents();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private Path directory;
    private FakeClient client;
    private DatabaseAddress shop;

    @BeforeEach
    void aDatabaseAndAClient() throws IOException {
        directory = temporary.resolve("backups");
        client = new FakeClient(temporary.resolve("bin"));
        shop = SERVER.createFresh(Shop.SCHEMA);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
        if (Files.exists(directory)) {
            try (Stream<Path> left = Files.walk(directory)) {
                assertThat(left.filter(path -> !path.equals(directory))).isEmpty();
            }
        }
    }

    @Test
    void aDumpOfAnotherDatabaseIsNotProven() throws IOException {
        DatabaseAddress other = SERVER.createFresh("CREATE TABLE other (a int)");
        client.script(
                "pg_dump",
                "PGDATABASE=" + other.database() + "; export PGDATABASE\n"
                        + withoutSnapshot("exec " + client.real("pg_dump")));

        RunException failure = failure(shop, Database.Proof.restore);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure).hasMessageContaining("not what the database held").hasMessageContaining("customers");
    }

    @Test
    void aDumpWithOneChangedValueIsNotProven() throws IOException {
        // The same schema and number of rows: one value differs.
        DatabaseAddress other = SERVER.createFresh(Shop.SCHEMA);
        PostgresServer.run(
                shop, "UPDATE customers SET created = '2026-01-01'", "UPDATE orders SET amount = '5' WHERE id = 17");
        PostgresServer.run(other, "UPDATE customers SET created = '2026-01-01'");
        client.script(
                "pg_dump",
                "PGDATABASE=" + other.database() + "; export PGDATABASE\n"
                        + withoutSnapshot("exec " + client.real("pg_dump")));

        assertThat(failure(shop, Database.Proof.restore))
                .hasMessageContaining("same number of rows with other content")
                .hasMessageContaining("orders_rest");
    }

    @ParameterizedTest
    @EnumSource(names = {"restore", "read"})
    void anEmptyDumpWithExitStatusZeroIsNoBackup(Database.Proof proof) throws IOException {
        client.script("pg_dump", "mkdir \"$DIR\"; exit 0");

        assertThat(failure(shop, proof)).hasMessageContaining("without a table of contents");
    }

    @ParameterizedTest
    @EnumSource(names = {"restore", "read"})
    void aDataFileThatIsMissingFailsTheProof(Database.Proof proof) throws IOException {
        client.script("pg_dump", client.real("pg_dump") + " \"$@\" && rm $(ls -S \"$DIR\"/[0-9]*.gz | head -1)");

        assertThat(failure(shop, proof).exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @ParameterizedTest
    @EnumSource(names = {"restore", "read"})
    void aDataFileCutInHalfFailsTheProof(Database.Proof proof) throws IOException {
        client.script(
                "pg_dump",
                client.real("pg_dump")
                        + " \"$@\" && f=$(ls -S \"$DIR\"/[0-9]*.gz | head -1) && truncate -s 5000 \"$f\"");

        assertThat(failure(shop, proof).exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @ParameterizedTest
    @EnumSource(names = {"restore", "read"})
    void oneFlippedBitFailsTheProof(Database.Proof proof) throws IOException {
        client.script(
                "pg_dump",
                client.real("pg_dump") + " \"$@\" && f=$(ls -S \"$DIR\"/[0-9]*.gz | head -1)"
                        + " && printf '\\125' | dd of=\"$f\" bs=1 seek=2000 conv=notrunc 2>/dev/null");

        assertThat(failure(shop, proof).exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aDumpThatIsKilledMidwayFails() throws IOException {
        client.script(
                "pg_dump",
                client.real("pg_dump") + " \"$@\" & p=$!; while [ ! -e \"$DIR\" ]; do :; done;"
                        + " kill -9 $p; kill -9 $$");

        assertThat(failure(shop, Database.Proof.restore)).hasMessageContaining("the dump failed");
    }

    @Test
    void theServersObjectionToTheRestoreIsRepeated() throws IOException {
        client.script(
                "pg_restore",
                "case \"$*\" in *--dbname*) PGOPTIONS='-c default_transaction_read_only=on';"
                        + " export PGOPTIONS;; esac; exec " + client.real("pg_restore") + " \"$@\"");

        assertThat(failure(shop, Database.Proof.restore))
                .hasMessageContaining("could not be restored")
                .hasMessageContaining("read-only transaction");
    }

    @Test
    void aClientOlderThanTheServerIsRefusedBeforeAnythingRuns() throws IOException {
        client.version("pg_dump (PostgreSQL) 14.3 (Debian 14.3-1)");

        RunException failure = failure(shop, Database.Proof.restore);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure)
                .hasMessageContaining("PostgreSQL 15")
                .hasMessageContaining("14.3")
                .hasMessageContaining("install postgresql-client-15");
    }

    @Test
    void aMissingClientIsNamed() {
        RunException failure = catchThrowableOfType(
                RunException.class,
                () -> Probe.backups(events, cancelled::get, List.of(temporary))
                        .backUp(List.of(Probe.request(shop)), directory, POLICY, "u-1"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("pg_dump").hasMessageContaining("postgresql-client-15");
    }

    @Test
    void anUnreachableServerIsNamed() {
        DatabaseAddress nowhere = new DatabaseAddress("metadata", "127.0.0.1", 1, "shop", "postgres", null, null, null);

        RunException failure = failure(nowhere, Database.Proof.restore);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("127.0.0.1:1").hasMessageContaining("cannot be reached");
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamed() {
        assertThat(failure(shop.withDatabase("absent"), Database.Proof.restore))
                .hasMessageContaining("\"absent\" does not exist");
    }

    @Test
    void aDumpOfAnOlderSchemaIsNotProven() throws IOException {
        // What a dump of a replica that lags behind, or of yesterday's copy, looks like.
        DatabaseAddress yesterday = SERVER.createFresh(Shop.SCHEMA);
        PostgresServer.run(shop, "ALTER TABLE customers ADD added int", "CREATE INDEX newer ON customers (name)");
        client.script(
                "pg_dump",
                "PGDATABASE=" + yesterday.database() + "; export PGDATABASE\n"
                        + withoutSnapshot("exec " + client.real("pg_dump")));

        assertThat(failure(shop, Database.Proof.restore))
                .hasMessageContaining("not what the database held")
                .hasMessageContaining("added");
    }

    @ParameterizedTest
    @EnumSource(Database.Proof.class)
    void aTableThatTheDumpLeftOutFailsTheProof(Database.Proof proof) throws IOException {
        client.script("pg_dump", "exec " + client.real("pg_dump") + " --exclude-table-data=child \"$@\"");

        assertThat(failure(shop, proof)).hasMessageContaining("rows, expected");
    }

    @Test
    void aSubscriptionThatTheDumpLeftOutFailsTheProof() throws IOException {
        PostgresServer.run(
                shop,
                "CREATE SUBSCRIPTION \"a follower\" CONNECTION 'host=127.0.0.1 port=1' PUBLICATION far"
                        + " WITH (connect = false, slot_name = NONE, enabled = false, create_slot = false)");
        client.script("pg_dump", "exec " + client.real("pg_dump") + " --no-subscriptions \"$@\"");

        assertThat(failure(shop, Database.Proof.restore)).hasMessageContaining("a follower");
    }

    @ParameterizedTest
    @EnumSource(Database.Proof.class)
    void aServerThatDiesDuringTheDumpIsNoBackup(Database.Proof proof) throws Exception {
        PostgresServer mortal = PostgresServer.start();
        try {
            DatabaseAddress doomed = mortal.createFresh(
                    "CREATE TABLE t AS SELECT i, repeat(md5(i::text), 30) AS v FROM generate_series(1, 100000) i");
            client.script(
                    "pg_dump",
                    client.real("pg_dump") + " \"$@\" & p=$!; while [ ! -e \"$DIR\" ]; do :; done; kill -9 "
                            + mortal.postmaster().pid() + "; wait $p; exit $?");

            assertThat(failure(doomed, proof).exitCode()).isIn(ExitCode.FAILED, ExitCode.UNAVAILABLE);
        } finally {
            mortal.stop();
        }
    }

    @Test
    void damagedPagesOfTheRestoredCopyFailTheProof() throws IOException {
        client.script(
                "pg_amcheck",
                "echo 'heap table \"x.public.customers\", block 0, offset 1:'; echo '    xmin 0 is damaged'; exit 2");

        assertThat(failure(shop, Database.Proof.restore))
                .hasMessageContaining("damaged")
                .hasMessageContaining("block 0");
    }

    /** Root may mount a small file system, nobody else. */
    @ParameterizedTest
    @ValueSource(strings = {"pg_dump", "pg_dumpall"})
    void aFileSystemThatRunsFullLeavesNothingBehind(String program) throws Exception {
        Files.createDirectory(directory);
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=24m", "none", directory.toString())
                .redirectErrorStream(true)
                .start();
        if (mount.waitFor() != 0) {
            System.err.println("SKIPPED: a backup onto a full disk: only root may mount a small file system");
            Assumptions.abort("may not mount");
        }
        try {
            Path filler = directory.resolve("filler");
            client.script(
                    program,
                    "dd if=/dev/zero of=" + filler + " bs=64k 2>/dev/null; exec " + client.real(program) + " \"$@\"");

            RunException failure = failure(shop, Database.Proof.restore);

            assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(failure).hasMessageContaining("No space left on device");
            Files.delete(filler);
            try (Stream<Path> left = Files.list(directory)) {
                assertThat(left).isEmpty();
            }
        } finally {
            assertThat(new ProcessBuilder("umount", directory.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    @Test
    void aFullDiskFailsTheDump() throws IOException {
        client.script(
                "pg_dump",
                "mkdir \"$DIR\"; echo 'pg_dump: error: could not write to file: No space left on"
                        + " device' >&2; exit 1");

        assertThat(failure(shop, Database.Proof.restore)).hasMessageContaining("No space left on device");
    }

    @Test
    void oneFailingDatabaseEndsTheOthers() throws IOException {
        DatabaseAddress slow = SERVER.createFresh("CREATE TABLE t (a int)");
        DatabaseAddress named =
                new DatabaseAddress("slow", slow.host(), slow.port(), slow.database(), slow.user(), null, null, null);
        client.script(
                "pg_dump",
                "case $PGDATABASE in " + slow.database() + ") exec sleep 60;; esac; sleep 1;"
                        + " echo 'pg_dump: error: broken' >&2; exit 1");
        long start = System.nanoTime();

        RunException failure = catchThrowableOfType(
                RunException.class,
                () -> backups().backUp(List.of(Probe.request(named), Probe.request(shop)), directory, POLICY, "u-1"));

        assertThat(failure).hasMessageContaining("metadata").hasMessageContaining("broken");
        assertThat(System.nanoTime() - start).isLessThan(8_000_000_000L);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void anInterruptedBackupEndsInOrder(Moment moment) throws Exception {
        client.script(
                moment.program,
                "case \"$*\" in *" + moment.argument + "*) touch " + temporary + "/reached; sleep 60;; esac; exec "
                        + client.real(moment.program) + " \"$@\"");
        Thread canceller = new Thread(() -> {
            while (!Files.exists(temporary.resolve("reached"))) {
                Thread.onSpinWait();
            }
            cancelled.set(true);
        });
        canceller.start();
        long start = System.nanoTime();

        RunException failure = failure(shop, Database.Proof.restore);

        canceller.join();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.TERMINATED);
        assertThat(System.nanoTime() - start).isLessThan(8_000_000_000L);
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(p -> p.info().commandLine().orElse("").contains(temporary.toString())))
                .isEmpty();
    }

    /** When a run is interrupted. */
    enum Moment {
        DUMP("pg_dump", "--snapshot"),
        ROLES("pg_dumpall", "--globals-only"),
        RESTORE("pg_restore", "--dbname");

        private final String program;
        private final String argument;

        Moment(String program, String argument) {
            this.program = program;
            this.argument = argument;
        }
    }

    /** A snapshot belongs to one database, so a dump of another one must do without. */
    private static String withoutSnapshot(String command) {
        return "n=$#; while [ $n -gt 0 ]; do a=$1; shift; n=$((n-1));"
                + " case \"$a\" in --snapshot=*) ;; *) set -- \"$@\" \"$a\";; esac; done\n" + command + " \"$@\"";
    }

    private Backups backups() {
        return Probe.backups(events, cancelled::get, client.directories());
    }

    private RunException failure(DatabaseAddress address, Database.Proof proof) {
        RunException failure = catchThrowableOfType(
                RunException.class,
                () -> backups().backUp(List.of(Probe.request(address, proof)), directory, POLICY, "u-1"));
        assertThat(failure).as("the backup was accepted").isNotNull();
        return failure;
    }
}
