package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.ObjectStore;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database behind MongoDB's protocol, backed up and proven; by the real mongodump where there is one. */
class MongoBackupIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final MemoryMongo server = new MemoryMongo();
    private MongoDatabase shop;
    private Tools tools;
    private Backups backups;

    @BeforeEach
    void aShop() throws IOException {
        tools = new Tools(directory.resolve("tools"));
        backups = MongoProbe.backups(events, tools.directories());
        shop = server.fill("shop");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private BackupEntry take(Database.Proof proof) {
        return backups.backUp(
                        List.of(MongoProbe.request(server.port(), "shop", null, proof)),
                        directory.resolve("backups"),
                        POLICY,
                        "u-1")
                .get(0);
    }

    private RunException refused() {
        return catchThrowableOfType(RunException.class, () -> take(Database.Proof.restore));
    }

    private static BackupManifest manifest(BackupEntry entry) throws IOException {
        return Json.mapper()
                .readValue(Path.of(entry.location(), BackupManifest.FILE_NAME).toFile(), BackupManifest.class);
    }

    @Test
    void isRestoredIntoAScratchDatabaseAndComparedAndNothingIsLeft() throws IOException {
        BackupEntry entry = take(Database.Proof.restore);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(entry.server()).isEqualTo("address:127.0.0.1:" + server.port());
        assertThat(backups.defect(entry)).isEmpty();
        MongoContent content = MongoContent.of(manifest(entry));
        assertThat(content.collections().keySet())
                .containsExactlyInAnyOrder("orders", "customers", "empty", "with.dots_and-dashes");
        assertThat(content.collections().get("orders").documents()).isEqualTo(3000);
        assertThat(content.collections().get("orders").indexes()).hasSize(3);
        assertThat(content.source().equal()).isEqualTo(3004);
        assertThat(manifest(entry).notes()).anyMatch(note -> note.contains("of one moment"));
        assertThat(server.databases()).containsExactly("shop");
        assertThat(leftFiles()).isEmpty();
    }

    /** What its own server says it is, compared without Ratchet's digests. */
    @Test
    void theScratchDatabaseReallyWasTheSame() throws IOException {
        tools.script("mongorestore", "exec " + tools.original("mongorestore") + " \"${@/--nsTo=*/--nsTo=kept.*}\"");

        assertThat(refused()).hasMessageContaining("what was restored is not what was dumped");

        MongoDatabase kept = server.database("kept");
        for (String name : shop.listCollectionNames()) {
            assertThat(kept.getCollection(name).find().into(new java.util.HashSet<>()))
                    .isEqualTo(shop.getCollection(name).find().into(new java.util.HashSet<>()));
        }
    }

    @Test
    void whatIsOnlyReadSaysSo() throws IOException {
        BackupEntry entry = take(Database.Proof.read);

        assertThat(entry.proof()).isEqualTo("read");
        assertThat(manifest(entry).proof().notes()).anyMatch(note -> note.contains("nothing was restored"));
    }

    @Test
    void itStreamsToAnObjectStoreAndIsProvenFromThere() throws Exception {
        try (ObjectStore store = ObjectStore.start(directory)) {
            Backups remote = new Backups(
                    List.of(new MongoDump(tools.directories())),
                    events,
                    () -> false,
                    java.time.Clock.systemUTC(),
                    store.environment());

            BackupEntry entry = remote.backUp(
                            List.of(MongoProbe.request(server.port(), "shop")),
                            "rclone:store:bucket/backups",
                            new BackupPolicy(
                                    null,
                                    1,
                                    2,
                                    null,
                                    directory.resolve("staging").toString(),
                                    null,
                                    null,
                                    null),
                            "u-1",
                            null)
                    .get(0);

            assertThat(entry.proof()).isEqualTo("restore");
            assertThat(remote.defect(entry)).isEmpty();
            assertThat(server.databases()).containsExactly("shop");
        }
    }

    @Test
    void isProvenAgainWithoutItsSource() throws IOException {
        BackupEntry entry = take(Database.Proof.restore);
        shop.drop();

        try (MemoryMongo other = new MemoryMongo()) {
            BackupManifest.Proof again = new ProvenAgain(tools.directories(), events)
                    .prove(
                            MongoProbe.request(
                                    server.port(),
                                    "shop",
                                    MongoProbe.url("mongodb://127.0.0.1:" + other.port()),
                                    Database.Proof.restore),
                            manifest(entry),
                            Path.of(entry.location()));

            assertThat(again.method()).isEqualTo("restore");
            assertThat(again.server()).isEqualTo("address:127.0.0.1:" + other.port());
            assertThat(other.scratchDatabases()).isEmpty();
        }
    }

    /** The writer writes while mongodump reads, which the script sees to. */
    @Test
    void whatIsWrittenMeanwhileIsCountedAndTheRestIsCompared() throws Exception {
        Path go = directory.resolve("tools/go");
        tools.script(
                "mongodump",
                "touch " + go + "; while [ -e " + go + " ]; do sleep 0.05; done; exec " + tools.original("mongodump")
                        + " \"$@\"");
        Thread writer = new Thread(() -> {
            try {
                while (!Files.exists(go)) {
                    Thread.sleep(20);
                }
                for (int i = 0; i < 50; i++) {
                    shop.getCollection("orders")
                            .updateOne(new Document("number", (long) i), Updates.set("changed", true));
                }
                shop.getCollection("orders").insertOne(new Document("number", 5000L));
                Files.delete(go);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();

        BackupEntry entry = take(Database.Proof.restore);

        writer.join();
        MongoContent content = MongoContent.of(manifest(entry));
        assertThat(content.source().changed()).containsExactly("orders");
        assertThat(content.collections().get("orders").documents()).isEqualTo(3001);
        assertThat(content.source().equal()).isBetween(2000L, 2953L);
        assertThat(content.source().equal() + content.source().notCompared()).isEqualTo(3005);
        assertThat(manifest(entry).notes()).anyMatch(note -> note.contains("not of one moment"));
    }

    @Test
    void whereEverythingWasWrittenToNothingCanBeShown() throws Exception {
        shop.drop();
        shop.getCollection("only").insertOne(new Document("_id", 1).append("at", 0));
        tools.script(
                "mongodump",
                "touch $DIR/go; while [ -e $DIR/go ]; do sleep 0.05; done; exec " + tools.original("mongodump")
                        + " \"$@\"");
        Path go = directory.resolve("tools/go");
        Thread writer = new Thread(() -> {
            try {
                while (!Files.exists(go)) {
                    Thread.sleep(20);
                }
                shop.getCollection("only").updateOne(new Document("_id", 1), Updates.inc("at", 1));
                Files.delete(go);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();

        RunException refused = refused();

        writer.join();
        assertThat(refused).hasMessageContaining("nothing could be compared");
        assertThat(named()).isEmpty();
    }

    @Test
    void aDatabaseThatIsNotThereIsRefusedBeforeAnythingRuns() {
        RunException refused = catchThrowableOfType(
                RunException.class,
                () -> backups.backUp(
                        List.of(MongoProbe.request(server.port(), "shopp")), directory.resolve("b"), POLICY, "u-1"));

        assertThat(refused).hasMessageContaining("does not exist or has no collections");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aServerThatIsNotThereIsOutOfReach() {
        int port = server.port();
        server.close();

        RunException refused = catchThrowableOfType(
                RunException.class,
                () -> backups.backUp(List.of(MongoProbe.request(port, "shop")), directory.resolve("b"), POLICY, "u-1"));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(refused).hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void toolsThatAreMissingOrTooOldAreNamedWithWhatToInstall() throws IOException {
        RunException missing = catchThrowableOfType(
                RunException.class,
                () -> MongoProbe.backups(events, List.of(directory))
                        .backUp(List.of(MongoProbe.request(server.port(), "shop")), directory, POLICY, "u-1"));
        assertThat(missing).hasMessageContaining("mongodump is not installed").hasMessageContaining("100.3");

        tools.raw("mongodump", "echo 'mongodump version: r4.0.10'");
        assertThat(refused()).hasMessageContaining("tells no version of 100.3 or newer");

        tools.raw("mongodump", "echo 'mongodump version: 100.5.1'");
        assertThat(refused()).hasMessageContaining("both of one version");
    }

    @Test
    void whatADeadRunLeftIsDroppedAndWhatALivingOneUsesStays() {
        String dead = "ratchet_scratch_u_1_00000001";
        String unmarked = "ratchet_scratch_u_1_00000002";
        String living = "ratchet_scratch_u_1_00000003";
        String foreign = "ratchet_scratch_of_somebody";
        mark(dead, new java.util.Date(0));
        server.database(unmarked).getCollection("x").insertOne(new Document());
        mark(living, new java.util.Date());
        server.database(foreign).getCollection("x").insertOne(new Document());

        take(Database.Proof.restore);

        assertThat(server.scratchDatabases()).containsExactlyInAnyOrder(living, foreign);
        assertThat(events.facts()).anyMatch(fact -> fact.contains(dead) && fact.contains("left by a run that died"));
    }

    private void mark(String database, java.util.Date at) {
        server.database(database)
                .getCollection(DatabaseReading.MARKER)
                .insertOne(new Document(Map.of("_id", "run", "holder", "elsewhere/1/1/x", "at", at)));
    }

    private List<Path> named() throws IOException {
        if (!Files.exists(directory.resolve("backups"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory.resolve("backups"))) {
            return all.filter(path -> path.endsWith(BackupManifest.FILE_NAME)).toList();
        }
    }

    /** Files with a password in the directory for temporary files. */
    private static List<Path> leftFiles() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("ratchet-mongo-"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
