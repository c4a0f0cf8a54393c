package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.job.JobCluster;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.config.LocalServer;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.demo.LocalApi;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose pods really run pg_dump against a real server; the claim is a directory that they all see. */
class PostgresJobIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 2, 2, null);
    private static final String PASSWORD = "hidden-word";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private JobCluster cluster;
    private Path claim;

    @BeforeEach
    void start() throws Exception {
        cluster = new JobCluster(directory);
        claim = cluster.claim;
        PostgresServer.run(
                SERVER.address("admin", "postgres"),
                "DO $$ BEGIN CREATE ROLE in_job SUPERUSER LOGIN PASSWORD '" + PASSWORD
                        + "'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        SERVER.requirePassword("in_job");
    }

    @AfterEach
    void nothing_is_left_in_the_cluster() throws Exception {
        cluster.end();
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
    }

    private PostgresJob store() {
        Postgres postgres = new Postgres();
        return new PostgresJob(new PostgresDump(postgres), cluster.means(Map.of()));
    }

    private Backups backups() {
        return new Backups(List.of(store()), events, cancelled::get, Clock.systemUTC());
    }

    private BackupRequest request(DatabaseAddress address, String programs) {
        Connection connection = new Connection(
                null,
                Setting.of("127.0.0.1"),
                Setting.of(Integer.toString(SERVER.port())),
                Setting.of(address.database()),
                Setting.of("in_job"),
                Setting.of(PASSWORD),
                Setting.of("disable"),
                null,
                null);
        JobSettings job = cluster.toClaim("postgres:15", programs == null ? null : Path.of(programs));
        Settings settings = new Settings(
                directory, Map.of(), cluster.cluster, JobCluster.NAMESPACE, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(DatabaseFixture.job("metadata", connection, job), new Addresses(settings));
    }

    private BackupEntry backUp(DatabaseAddress address, String programs) {
        return backups()
                .backUp(List.of(request(address, programs)), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
    }

    @Test
    void what_a_job_leaves_on_the_claim_is_proven_asked_for_and_proven_again() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);
        try (JobCluster.Seen seen = cluster.watch()) {
            BackupEntry entry = backUp(shop, null);

            assertThat(entry.method()).isEqualTo("job");
            assertThat(entry.proof()).isEqualTo("restore");
            BackupManifest manifest = Json.mapper()
                    .readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class);
            JobDump kept = PostgresContent.of(manifest).job();
            Path dump = Path.of(kept.file());
            assertThat(dump).startsWith(claim).hasSize(kept.bytes());
            assertThat(manifest.files()).containsKey("schema.txt").doesNotContainKey("dump");
            assertThat(manifest.client().version()).startsWith("15.");
            assertThat(backups().defect(entry)).isEmpty();
            assertThat(prove(entry, shop).compared()).contains("content of every table", "schema");

            assertThat(seen.await("ratchet-dump-metadata"))
                    .contains("secretKeyRef")
                    .doesNotContain(PASSWORD);
            assertThat(Files.readString(Path.of(entry.location(), "backup.json")))
                    .doesNotContain(PASSWORD);

            byte[] content = Files.readAllBytes(dump);
            content[content.length / 2] ^= 1;
            Files.write(dump, content);
            assertThat(backups().defect(entry).orElseThrow()).contains("is not what was proven: its SHA-256 differs");
            RunException spoiled = catchThrowableOfType(RunException.class, () -> prove(entry, shop));
            assertThat(spoiled).hasMessageContaining("its SHA-256 differs");
            Files.delete(dump);
            assertThat(backups().defect(entry).orElseThrow()).contains("cannot be read");
        }
    }

    @Test
    void the_dump_is_fetched_for_a_restore_compared_with_its_manifest_and_removed_again() throws Exception {
        BackupEntry entry = backUp(SERVER.createFresh(Shop.SCHEMA), null);
        assertThat(PostgresRestore.takes(entry)).isTrue();
        Path fetched = Files.createDirectories(directory.resolve("fetched"));
        PostgresRestore restore = restore(entry, fetched);
        assertThat(restore.fetched().orElseThrow().directory()).isEqualTo(fetched);

        assertThat(restore.fill(SERVER.createFresh(), true)).contains("tables");
        assertThat(fetched).isEmptyDirectory();

        Path dump = Path.of(PostgresContent.of(Json.mapper()
                        .readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class))
                .job()
                .file());
        byte[] content = Files.readAllBytes(dump);
        content[content.length / 2] ^= 1;
        Files.write(dump, content);
        RunException spoiled = catchThrowableOfType(
                RunException.class, () -> restore(entry, fetched).fill(SERVER.createFresh(), true));
        assertThat(spoiled.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(spoiled).hasMessageContaining("is not what the Job left there");
        assertThat(fetched).isEmptyDirectory();
    }

    private PostgresRestore restore(BackupEntry entry, Path fetched) {
        BackupPolicy policy =
                new BackupPolicy(null, 2, 2, null, null, null, null, new LocalServer(null, fetched.toString(), null));
        return new PostgresRestore(
                new PostgresRestore.Means(new Postgres(), events, cancelled::get, policy, cluster.means(Map.of())),
                entry,
                Path.of(entry.location()));
    }

    @Test
    void a_job_that_fails_says_why_and_leaves_nothing_on_the_claim() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t (a int)");
        Path broken = program("echo 'pg_dump: error: no luck' >&2; exit 1");

        RunException failed = catchThrowableOfType(RunException.class, () -> backUp(shop, broken.toString()));

        assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failed)
                .hasMessageContaining("the dump failed: Job default/ratchet-dump-metadata-")
                .hasMessageContaining("no luck");
        assertThat(claim).isEmptyDirectory();
    }

    @Test
    void a_dump_that_is_not_what_the_database_holds_is_not_proven_and_removed_from_the_claim() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t AS SELECT 1 AS a");
        String real = ClientTools.choose(ClientTools.installed(ClientTools.usualDirectories()), 15, "t")
                .program("pg_dump")
                .toString();
        Path lying = program("exec " + real + " --schema-only \"$@\"");

        RunException failed = catchThrowableOfType(RunException.class, () -> backUp(shop, lying.toString()));

        assertThat(failed).hasMessageContaining("table public.t has 0 rows, expected 1");
        assertThat(claim).isEmptyDirectory();
    }

    @Test
    void a_job_that_somebody_deletes_is_no_success_and_an_abort_deletes_it() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t (a int)");
        Path waiting = program("sleep 600");

        RunException deleted = whileItRuns(
                shop,
                waiting,
                () -> cluster.client()
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace(JobCluster.NAMESPACE)
                        .delete());
        RunException aborted = whileItRuns(shop, waiting, () -> cancelled.set(true));

        assertThat(deleted).hasMessageContaining("it was deleted before it was complete");
        assertThat(aborted.exitCode()).isEqualTo(ExitCode.TERMINATED);
    }

    @Test
    void the_job_of_a_dead_run_is_deleted_by_the_next_with_what_it_left() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t (a int)");
        Files.createDirectories(claim.resolve("u-0-1234.metadata.partial"));
        Path others = Files.createDirectories(claim.resolve("u-0-1234.other.partial"));
        cluster.deadJob("metadata", "ratchet-dump-metadata-dead", Map.of());

        BackupEntry entry = backUp(shop, null);

        assertThat(entry.proven()).isTrue();
        assertThat(events.facts()).anyMatch(fact -> fact.contains("deleted Job ratchet-dump-metadata-dead"));
        assertThat(claim.resolve("u-0-1234.metadata.partial")).doesNotExist();
        assertThat(others).exists();
    }

    private RunException whileItRuns(DatabaseAddress shop, Path programs, Runnable then) throws Exception {
        AtomicReference<RunException> failure = new AtomicReference<>();
        Thread run = new Thread(() ->
                failure.set(catchThrowableOfType(RunException.class, () -> backUp(shop, programs.toString()))));
        run.start();
        LocalApi.await("a pod dumps", Duration.ofSeconds(60), () -> {
            try (var files = Files.walk(claim)) {
                return files.anyMatch(file -> file.toString().endsWith(".partial"));
            } catch (IOException | java.io.UncheckedIOException e) {
                return false;
            }
        });
        then.run();
        run.join();
        return failure.get();
    }

    private BackupManifest.Proof prove(BackupEntry entry, DatabaseAddress shop) {
        try (KeptBackups kept =
                new KeptBackups(List.of(store()), events, () -> false, Clock.systemUTC(), Map.of(), POLICY)) {
            return kept.prove(kept.find(entry).orElseThrow(), request(shop, null))
                    .orElseThrow();
        }
    }

    /** A directory with a pg_dump that does something else; it knows its version as ever. */
    private Path program(String body) throws IOException {
        Path programs = Files.createTempDirectory(directory, "programs");
        Path file = programs.resolve("pg_dump");
        Files.writeString(
                file,
                "#!/bin/sh\n[ \"$1\" = --version ] && { echo 'pg_dump (PostgreSQL) 15.1'; exit 0; }\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return programs;
    }
}
