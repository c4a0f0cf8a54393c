package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackup;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.ObjectStore;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.job.JobCluster;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
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

/** Jobs whose pods really stream pg_dump through a real rclone into a real object store. */
class PostgresRemoteJobIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 2, 2, null);
    private static final String REMOTE = "store:bucket/dumps";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private ObjectStore store;
    private JobCluster cluster;
    private Path bucket;
    private Path pgDump;

    @BeforeEach
    void start() throws Exception {
        store = ObjectStore.start(Files.createDirectories(directory.resolve("store")));
        bucket = Files.createDirectories(store.served().resolve("bucket"));
        cluster = new JobCluster(directory);
        cluster.rclone(store.configuration());
        pgDump = ClientTools.choose(ClientTools.installed(ClientTools.usualDirectories()), 15, "t")
                .program("pg_dump");
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        if (cluster != null) {
            cluster.end();
            assertThat(cluster.claim).as("the pods' own volume").isEmptyDirectory();
            assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
            store.close();
        }
    }

    /** What the image holds: an rclone without configuration, and a pg_dump. */
    private Path image(String dump) throws IOException {
        Path programs = Files.createTempDirectory(directory, "image");
        program(programs.resolve("rclone"), "exec " + store.rclone() + " \"$@\"\n");
        program(programs.resolve("pg_dump"), """
                [ "$1" = --version ] && exec %1$s --version
                printf '%%s\\n' "$@" >>%2$s/arguments; env >>%2$s/environment
                %3$s
                """.formatted(
                        pgDump, directory, dump == null ? "exec " + pgDump + " \"$@\"" : dump));
        return programs;
    }

    private static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<io.jenkins.plugins.ratchet.backup.Store> stores() {
        return List.of(new PostgresJob(new PostgresDump(new Postgres()), cluster.means(store.environment())));
    }

    private Backups backups() {
        return new Backups(stores(), events, cancelled::get, Clock.systemUTC(), store.environment());
    }

    private KeptBackups kept() {
        return new KeptBackups(stores(), events, () -> false, Clock.systemUTC(), store.environment(), POLICY);
    }

    private BackupRequest request(DatabaseAddress address, Path image, String remote) {
        Connection connection = new Connection(
                null,
                Setting.of("127.0.0.1"),
                Setting.of(Integer.toString(SERVER.port())),
                Setting.of(address.database()),
                Setting.of(address.user()),
                address.password() == null ? null : Setting.of(address.password()),
                Setting.of("disable"),
                null,
                null);
        Settings settings = new Settings(
                directory, Map.of(), cluster.cluster, JobCluster.NAMESPACE, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(
                DatabaseFixture.job("metadata", connection, cluster.toRemote("ratchet:1", remote, image)),
                new Addresses(settings));
    }

    private BackupEntry backUp(DatabaseAddress address, Path image) {
        return backups()
                .backUp(List.of(request(address, image, REMOTE)), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
    }

    private static JobDump dump(BackupEntry entry) throws IOException {
        return PostgresContent.of(Json.mapper()
                        .readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class))
                .job();
    }

    private List<Path> objects() throws IOException {
        try (var all = Files.walk(bucket)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private Path object(BackupEntry entry) throws IOException {
        return store.served().resolve(dump(entry).file().substring("store:".length()));
    }

    @Test
    void a_dump_streams_to_the_remote_is_proven_asked_for_proven_again_and_goes_with_its_manifest() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);
        Path image = image(null);
        try (JobCluster.Seen seen = cluster.watch()) {
            BackupEntry entry = backUp(shop, image);

            assertThat(entry.proof()).isEqualTo("restore");
            assertThat(dump(entry).file()).matches("store:bucket/dumps/u-1-[0-9a-f]{8}\\.metadata/dump");
            assertThat(objects()).containsExactly(object(entry));
            assertThat(object(entry)).hasSize(dump(entry).bytes());
            assertThat(backups().defect(entry)).isEmpty();
            BackupRequest request = request(shop, image, REMOTE);
            try (KeptBackups kept = kept()) {
                KeptBackup found = kept.find(entry).orElseThrow();
                assertThat(kept.damage(found)).isEmpty();
                assertThat(kept.prove(found, request).orElseThrow().compared()).contains("content of every table");

                byte[] content = Files.readAllBytes(object(entry));
                content[content.length / 2] ^= 1;
                Files.write(object(entry), content);
                assertThat(backups().defect(entry).orElseThrow())
                        .contains("is not what was proven: its SHA-256 differs");
                Files.delete(object(entry));
                assertThat(backups().defect(entry)).isPresent();
                content[content.length / 2] ^= 1;
                Files.createDirectories(object(entry).getParent());
                Files.write(object(entry), content);

                String at = directory.resolve("backups").toString();
                assertThat(kept.list(at)).hasSize(1);
                assertThat(kept.remove(at, kept.list(at).get(0))).isTrue();
            }
            assertThat(objects()).isEmpty();
            assertThat(seen.await("ratchet-dump-metadata"))
                    .contains("rclone.conf")
                    .doesNotContain(ObjectStore.SECRET);
        }
        for (String where : List.of("arguments", "environment")) {
            assertThat(Files.readString(directory.resolve(where))).doesNotContain(ObjectStore.SECRET);
        }
    }

    @Test
    void the_dump_is_fetched_for_a_restore_compared_and_removed_here_again() throws Exception {
        BackupEntry entry = backUp(SERVER.createFresh(Shop.SCHEMA), image(null));
        Path here = Files.createDirectories(directory.resolve("fetched"));
        BackupPolicy policy =
                new BackupPolicy(null, 2, 2, null, null, null, null, new LocalServer(null, here.toString(), null));
        PostgresRestore restore = new PostgresRestore(
                new PostgresRestore.Means(
                        new Postgres(), events, cancelled::get, policy, cluster.means(store.environment())),
                entry,
                Path.of(entry.location()));

        assertThat(restore.fill(SERVER.createFresh(), true)).contains("tables");
        assertThat(here).isEmptyDirectory();
        assertThat(object(entry)).exists();

        Files.writeString(object(entry), "cut");
        assertThat(catchThrowableOfType(RunException.class, () -> restore.fill(SERVER.createFresh(), true)))
                .hasMessageContaining("is not what the Job left there");
    }

    @Test
    void a_stream_that_dies_midway_fails_the_backup_and_leaves_nothing_on_the_remote() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);

        RunException died = catchThrowableOfType(
                RunException.class,
                () -> backUp(shop, image("head -c 300000 /dev/urandom; echo 'pg_dump: error: no luck' >&2; exit 1")));

        assertThat(died.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(died).hasMessageContaining("the dump failed").hasMessageContaining("no luck");
        assertThat(objects()).isEmpty();

        RunException lied = catchThrowableOfType(
                RunException.class, () -> backUp(shop, image("exec " + pgDump + " --schema-only \"$@\"")));
        assertThat(lied).hasMessageContaining("has 0 rows");
        assertThat(objects()).isEmpty();
    }

    @Test
    void an_abort_ends_the_stream_and_what_a_dead_run_left_half_sent_is_removed_by_the_next() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t AS SELECT 1 AS a");
        Path endless = image("while echo more; do sleep 0.1; done");
        AtomicReference<RunException> aborted = new AtomicReference<>();
        Thread run =
                new Thread(() -> aborted.set(catchThrowableOfType(RunException.class, () -> backUp(shop, endless))));
        run.start();
        LocalApi.await("it dumps", Duration.ofSeconds(60), () -> Files.exists(directory.resolve("arguments")));
        cancelled.set(true);
        run.join();
        assertThat(aborted.get().exitCode()).isEqualTo(ExitCode.TERMINATED);
        assertThat(objects()).isEmpty();
        cancelled.set(false);

        String half = "dumps/u-0-0123abcd.metadata.partial";
        Files.writeString(Files.createDirectories(bucket.resolve(half)).resolve("dump"), "half");
        Path other = Files.createDirectories(bucket.resolve("dumps/u-0-0123abcd.metadata"));
        Files.writeString(other.resolve("dump"), "whole");
        cluster.deadJob("metadata", "dead-1", Map.of("ratchet-partial", "store:bucket/" + half));
        cluster.deadJob("metadata", "dead-2", Map.of("ratchet-partial", "store:bucket/dumps/u-0-0123abcd.metadata"));

        BackupEntry entry = backUp(shop, image(null));

        assertThat(entry.proven()).isTrue();
        assertThat(events.facts())
                .anyMatch(fact -> fact.contains("removed store:bucket/" + half))
                .anyMatch(fact -> fact.contains("left store:bucket/dumps/u-0-0123abcd.metadata,"));
        assertThat(objects()).containsExactlyInAnyOrder(object(entry), other.resolve("dump"));
    }

    @Test
    void what_the_job_will_need_is_looked_for_before_anything_begins() throws Exception {
        DatabaseAddress shop = SERVER.createFresh("CREATE TABLE t (a int)");
        RunException unknown = catchThrowableOfType(
                RunException.class,
                () -> backups()
                        .backUp(
                                List.of(request(shop, image(null), "elsewhere:bucket/dumps")),
                                directory.resolve("backups"),
                                POLICY,
                                "u-1"));
        assertThat(unknown).hasMessageContaining("elsewhere:bucket/dumps cannot be read from this machine");

        cluster.client()
                .secrets()
                .inNamespace(JobCluster.NAMESPACE)
                .withName(JobCluster.RCLONE)
                .delete();
        RunException missing = catchThrowableOfType(RunException.class, () -> backUp(shop, image(null)));
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing).hasMessageContaining("there is no Secret default/backups-rclone");
    }
}
