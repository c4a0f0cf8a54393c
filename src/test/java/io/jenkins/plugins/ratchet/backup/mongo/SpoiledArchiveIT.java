package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps that are no backup, by programs that say they were. None of them is proven, by neither proof. */
class SpoiledArchiveIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);
    private static MemoryMongo server;

    @TempDir
    private Path directory;

    private Tools tools;
    private Backups backups;

    @BeforeAll
    static void aServer() {
        server = new MemoryMongo();
        server.fill("shop");
        server.database("other").getCollection("orders").insertOne(new Document("_id", 1));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void tools() throws IOException {
        tools = new Tools(directory.resolve("tools"));
        backups = MongoProbe.backups(Events.NONE, tools.directories());
    }

    /** Whatever the script makes of the dump, nothing may come of it, and a clear word must. */
    private void isNoBackup(String body, String why) throws IOException {
        tools.script("mongodump", body.replace("DUMP", tools.original("mongodump") + " \"$@\""));
        for (Database.Proof proof : List.of(Database.Proof.restore, Database.Proof.read)) {
            RunException refused = catchThrowableOfType(
                    RunException.class,
                    () -> backups.backUp(
                            List.of(MongoProbe.request(server.port(), "shop", null, proof)),
                            directory.resolve("backups"),
                            POLICY,
                            "u-1"));
            assertThat(refused).as(body + ", " + proof).isNotNull().hasMessageContaining(why);
        }
        try (Stream<Path> all = Files.walk(directory.resolve("backups"))) {
            assertThat(all.filter(path -> path.endsWith(BackupManifest.FILE_NAME)))
                    .isEmpty();
        }
        assertThat(server.scratchDatabases()).isEmpty();
    }

    @Test
    void nothingWithExitStatusZero() throws IOException {
        isNoBackup("exit 0", "it is empty or cut off");
    }

    @Test
    void anEmptyArchiveWithExitStatusZero() throws IOException {
        isNoBackup("exec " + tools.original("mongodump") + " \"${@/--db=*/--db=nothing_here}\"", "is missing");
    }

    @Test
    void oneThatIsCutOff() throws IOException {
        isNoBackup("DUMP > $DIR/whole; head -c 20000 $DIR/whole; exit 0", "it is empty or cut off");
    }

    @Test
    void oneWhoseLastByteIsMissing() throws IOException {
        isNoBackup("DUMP > $DIR/whole; head -c -1 $DIR/whole; exit 0", "it is empty or cut off");
    }

    @Test
    void oneOfAProgramThatDiedMidway() throws IOException {
        isNoBackup("DUMP > $DIR/whole; head -c 20000 $DIR/whole; kill -9 $$", "signal 9");
    }

    @Test
    void oneThatFailedAfterAll() throws IOException {
        isNoBackup("DUMP; echo 'Failed: connection reset' >&2; exit 1", "Failed: connection reset");
    }

    @Test
    void oneWithAFlippedByte() throws IOException {
        isNoBackup(
                "DUMP > $DIR/whole; printf '\\125' | dd of=$DIR/whole bs=1 seek=30000 conv=notrunc 2>/dev/null;"
                        + " cat $DIR/whole; exit 0",
                "its archive is no backup");
    }

    @Test
    void oneThatLacksACollection() throws IOException {
        isNoBackup("exec DUMP --excludeCollection=customers", "collection customers is missing");
    }

    @Test
    void oneOfAnotherDatabase() throws IOException {
        isNoBackup(
                "exec " + tools.original("mongodump") + " \"${@/--db=*/--db=other}\"",
                "it holds the database other, not shop");
    }

    /** The checksums inside are right, but a document is missing: only the source tells. */
    @Test
    void oneOfYesterday() throws IOException {
        server.fill("yesterday");
        BackupEntry old = backups.backUp(
                        List.of(MongoProbe.request(server.port(), "yesterday")),
                        directory.resolve("old"),
                        POLICY,
                        "u-1")
                .get(0);
        server.database("yesterday").getCollection("customers").insertOne(new Document("_id", 3));
        tools.script("mongodump", "cat " + old.location() + "/" + Dumper.ARCHIVE + "; exit 0");

        RunException refused = catchThrowableOfType(
                RunException.class,
                () -> backups.backUp(
                        List.of(MongoProbe.request(server.port(), "yesterday")),
                        directory.resolve("backups"),
                        POLICY,
                        "u-1"));

        assertThat(refused).hasMessageContaining("collection customers differs");
    }

    @Test
    void aRestoreThatFailsOrRestoresLess() throws IOException {
        tools.script("mongorestore", "cat > /dev/null; echo 'Failed: no space left' >&2; exit 1");
        assertThat(refused()).hasMessageContaining("no space left");

        tools.script("mongorestore", "cat > /dev/null; exit 0");
        assertThat(refused()).hasMessageContaining("collection orders is missing");

        tools.script("mongorestore", "exit 0");
        assertThat(refused()).hasMessageMatching("(?s).*(orders is missing|cannot be written|Broken pipe).*");
        assertThat(server.scratchDatabases()).isEmpty();
    }

    private RunException refused() {
        return catchThrowableOfType(
                RunException.class,
                () -> backups.backUp(
                        List.of(MongoProbe.request(server.port(), "shop")),
                        directory.resolve("backups"),
                        POLICY,
                        "u-1"));
    }

    /** Spoiled after it was proven; the checksums of its files tell, and where somebody mended those, the proof does. */
    @Test
    void oneThatWasSpoiledLater() throws IOException {
        BackupEntry entry = backups.backUp(
                        List.of(MongoProbe.request(server.port(), "shop")), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
        Path archive = Path.of(entry.location(), Dumper.ARCHIVE);
        Path manifestFile = Path.of(entry.location(), BackupManifest.FILE_NAME);
        byte[] whole = Files.readAllBytes(archive);
        String json = Files.readString(manifestFile);
        BackupManifest manifest = Json.mapper().readValue(json, BackupManifest.class);

        for (byte[] spoiled : spoiled(whole)) {
            Files.write(archive, spoiled);
            assertThat(backups.defect(entry)).isPresent();
            for (Database.Proof proof : List.of(Database.Proof.restore, Database.Proof.read)) {
                assertThat(again(proof, manifest, entry)).isNotNull();
            }
        }
        Files.write(archive, whole);
        assertThat(backups.defect(entry)).isEmpty();
        Files.writeString(manifestFile, json.replace("\"documents\" : 3000", "\"documents\" : 2999"));
        assertThat(backups.defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("not the recorded one"));
        BackupManifest edited = Json.mapper().readValue(Files.readString(manifestFile), BackupManifest.class);
        for (Database.Proof proof : List.of(Database.Proof.restore, Database.Proof.read)) {
            assertThat(again(proof, edited, entry)).hasMessageContaining("has 3000 documents instead of 2999");
        }
        assertThat(server.scratchDatabases()).isEmpty();
    }

    private RunException again(Database.Proof proof, BackupManifest manifest, BackupEntry entry) {
        return catchThrowableOfType(
                RunException.class,
                () -> new ProvenAgain(tools.directories(), Events.NONE)
                        .prove(
                                MongoProbe.request(server.port(), "shop", null, proof),
                                manifest,
                                Path.of(entry.location())));
    }

    private static List<byte[]> spoiled(byte[] whole) throws IOException {
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 4;
        return List.of(Arrays.copyOf(whole, whole.length / 2), new byte[0], flipped, repacked(whole));
    }

    /** With a gzip whose own checksum is right. */
    private static byte[] repacked(byte[] whole) throws IOException {
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(whole)).readAllBytes();
        plain[plain.length / 2] ^= 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    /** What begins a block has a few bytes without a meaning; a document has none. */
    @Test
    void aFlippedByteIsNoticedWhereverItIsInADocument() throws IOException {
        BackupEntry entry = backups.backUp(
                        List.of(MongoProbe.request(server.port(), "shop")), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
        byte[] plain =
                new GZIPInputStream(Files.newInputStream(Path.of(entry.location(), Dumper.ARCHIVE))).readAllBytes();
        MongoContent content = MongoContent.of(Json.mapper()
                .readValue(Path.of(entry.location(), BackupManifest.FILE_NAME).toFile(), BackupManifest.class));
        int unnoticed = 0;
        int tried = 0;
        for (int at = 8000; at < plain.length; at += 499) {
            plain[at] ^= 0x10;
            try {
                Archive archive = ArchiveReader.read(new ByteArrayInputStream(plain), "shop");
                unnoticed += content.differences(archive.collections()).isEmpty() ? 1 : 0;
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            plain[at] ^= 0x10;
            tried++;
        }
        assertThat(tried).isGreaterThan(500);
        assertThat(unnoticed).isLessThan(tried / 100);
    }
}
