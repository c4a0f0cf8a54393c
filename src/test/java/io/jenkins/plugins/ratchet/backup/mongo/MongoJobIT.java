package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.ObjectStore;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.job.JobCluster;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose pods really run a mongodump, a stand-in where there is none; the claim is a directory that they all see. */
class MongoJobIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final MemoryMongo server = new MemoryMongo();
    private JobCluster cluster;
    private Path claim;
    private Tools tools;

    @BeforeEach
    void start() throws Exception {
        server.fill("shop");
        tools = new Tools(directory.resolve("tools"));
        cluster = new JobCluster(directory);
        claim = cluster.claim;
    }

    @AfterEach
    void nothing_is_left_in_the_cluster() throws Exception {
        cluster.end();
        assertThat(server.scratchDatabases()).isEmpty();
        server.close();
    }

    private JobSettings job() {
        return cluster.toClaim("mongo:7", tools.directories().get(0));
    }

    private List<io.jenkins.plugins.ratchet.backup.Store> stores() {
        return List.of(new MongoJob(new MongoDump(tools.directories()), cluster.means(Map.of())));
    }

    private BackupRequest request() {
        return request(job());
    }

    private BackupRequest request(JobSettings job) {
        Connection connection = new Connection(
                Setting.of("mongodb://127.0.0.1:" + server.port() + "/shop"),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        Settings settings = new Settings(
                directory, Map.of(), cluster.cluster, JobCluster.NAMESPACE, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(
                DatabaseFixture.job("documents", Database.Kind.mongodb, connection, job), new Addresses(settings));
    }

    private Backups backups() {
        return new Backups(stores(), events, () -> false, Clock.systemUTC());
    }

    private BackupEntry backUp() {
        return backups()
                .backUp(List.of(request()), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
    }

    private static JobDump kept(BackupEntry entry) throws Exception {
        return MongoContent.of(Json.mapper()
                        .readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class))
                .job();
    }

    @Test
    void the_archive_on_the_claim_is_compared_proven_asked_for_proven_again_and_restored() throws Exception {
        BackupEntry entry = backUp();

        assertThat(entry.method()).isEqualTo("job");
        assertThat(entry.proof()).isEqualTo("restore");
        Path archive = Path.of(kept(entry).file());
        assertThat(archive).startsWith(claim).hasSize(kept(entry).bytes());
        assertThat(Path.of(entry.location(), Dumper.ARCHIVE)).doesNotExist();
        assertThat(backups().defect(entry)).isEmpty();
        try (KeptBackups kept = new KeptBackups(stores(), events, () -> false, Clock.systemUTC(), Map.of(), POLICY)) {
            assertThat(kept.prove(kept.find(entry).orElseThrow(), request())
                            .orElseThrow()
                            .method())
                    .isEqualTo("restore");
            try (StoreRestore restore =
                    kept.restore(entry, request(), false, "restored").orElseThrow()) {
                assertThat(restore.obstacles()).isEmpty();
                restore.prepare();
                assertThat(restore.exchange()).contains("equal to the backup's");
            }
            assertThat(server.database("restored").getCollection("orders").countDocuments())
                    .isEqualTo(3000);
        }

        byte[] content = Files.readAllBytes(archive);
        content[content.length / 2] ^= 1;
        Files.write(archive, content);
        assertThat(backups().defect(entry).orElseThrow()).contains("is not what was proven: its SHA-256 differs");
    }

    @Test
    void an_archive_that_lacks_something_or_is_none_is_no_backup_and_removed_from_the_claim() throws Exception {
        tools.script("mongodump", tools.original("mongodump") + " \"$@\" | head -c 3000");
        assertThatThrownBy(this::backUp).hasMessageContaining("its archive is no backup");
        assertThat(claim).isEmptyDirectory();

        tools.script("mongodump", "echo 'no luck' >&2; exit 1");
        assertThatThrownBy(this::backUp).hasMessageContaining("the dump failed").hasMessageContaining("no luck");
        assertThat(claim).isEmptyDirectory();
    }

    @Test
    void the_connection_string_reaches_mongodumps_input_and_no_argument_environment_or_pod() throws Exception {
        tools.script(
                "mongodump",
                "cat /dev/stdin > $DIR/config; printf '%s\\n' \"$@\" > $DIR/arguments; env > $DIR/environment; echo archive");
        MongoAddress address = new MongoAddress(
                "documents",
                false,
                List.of("127.0.0.1:1"),
                "shop",
                "backup",
                "hidden 'word$(x)",
                Map.of("authSource", "admin"),
                null,
                null,
                null);
        String pods;
        try (Stop stop = new Stop(() -> false);
                JobCluster.Seen watch = cluster.watch()) {
            BackupContext context = new BackupContext(events, stop, Clock.systemUTC(), POLICY, "u-1");
            JobDumper dumper = new JobDumper(context, cluster.means(Map.of()), address, job(), 0);
            assertThat(dumper.take().bytes()).isEqualTo("archive\n".length());
            pods = watch.await("secretKeyRef");
            dumper.discard();
        }

        Path seen = directory.resolve("tools");
        assertThat(Files.readString(seen.resolve("config")))
                .isEqualTo("uri: \"mongodb://backup:hidden%20%27word%24%28x%29@127.0.0.1:1/?authSource=admin\"\n");
        assertThat(Files.readString(seen.resolve("arguments"))).doesNotContain("hidden");
        assertThat(Files.readString(seen.resolve("environment"))).doesNotContain("hidden");
        assertThat(pods).doesNotContain("hidden");
        assertThat(claim).isEmptyDirectory();
    }

    @Test
    void an_archive_streams_to_a_remote_is_proven_restored_and_removed_with_its_manifest() throws Exception {
        try (ObjectStore store = ObjectStore.start(Files.createDirectories(directory.resolve("store")))) {
            cluster.rclone(store.configuration());
            tools.script("rclone", "exec " + store.rclone() + " \"$@\"");
            Path bucket = Files.createDirectories(store.served().resolve("bucket"));
            JobSettings job = cluster.toRemote(
                    "ratchet:1", "store:bucket/dumps", tools.directories().get(0));
            List<io.jenkins.plugins.ratchet.backup.Store> stores =
                    List.of(new MongoJob(new MongoDump(tools.directories()), cluster.means(store.environment())));
            Backups backups = new Backups(stores, events, () -> false, Clock.systemUTC(), store.environment());
            BackupEntry entry = backups.backUp(List.of(request(job)), directory.resolve("backups"), POLICY, "u-1")
                    .get(0);

            assertThat(entry.proof()).isEqualTo("restore");
            assertThat(kept(entry).file()).startsWith("store:bucket/dumps/u-1-").endsWith("/" + Dumper.ARCHIVE);
            assertThat(backups.defect(entry)).isEmpty();
            try (KeptBackups kept =
                    new KeptBackups(stores, events, () -> false, Clock.systemUTC(), store.environment(), POLICY)) {
                try (StoreRestore restore =
                        kept.restore(entry, request(job), false, "restored").orElseThrow()) {
                    restore.prepare();
                    assertThat(restore.exchange()).contains("equal to the backup's");
                }
                String at = directory.resolve("backups").toString();
                assertThat(kept.remove(at, kept.list(at).get(0))).isTrue();
            }
            assertThat(files(bucket)).isEmpty();

            tools.script("mongodump", tools.original("mongodump") + " \"$@\" | head -c 3000");
            assertThatThrownBy(() -> backups.backUp(List.of(request(job)), directory.resolve("backups"), POLICY, "u-2"))
                    .hasMessageContaining("its archive is no backup");
            assertThat(files(bucket)).isEmpty();
        }
    }

    private static List<Path> files(Path below) throws Exception {
        try (var all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
