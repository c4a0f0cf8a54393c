package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proven archive on its way back, after a migration that destroyed something. */
class MongoRestoreIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);
    private static final String COPY = "shop-documents-restored-20261121-093015";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final MemoryMongo server = new MemoryMongo();
    private final Stop stop = new Stop(() -> false);
    private MongoDatabase shop;
    private Map<String, Set<Document>> truth;
    private Tools tools;
    private BackupEntry entry;

    @BeforeEach
    void aBackupAndThenADestructiveMigration() throws IOException {
        tools = new Tools(directory.resolve("tools"));
        shop = server.fill("shop");
        truth = content("shop");
        entry = MongoProbe.backups(events, tools.directories())
                .backUp(List.of(MongoProbe.request(server.port(), "shop")), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
        shop.getCollection("customers").drop();
        shop.getCollection("orders").deleteMany(new Document("weight", new Document("$gt", 100)));
        shop.getCollection("invoices").insertOne(new Document("_id", 1));
    }

    @AfterEach
    void close() {
        stop.close();
        assertThat(server.scratchDatabases()).isEmpty();
        server.close();
    }

    private Map<String, Set<Document>> content(String database) {
        Map<String, Set<Document>> found = new TreeMap<>();
        for (String name : server.database(database).listCollectionNames()) {
            found.put(name, server.database(database).getCollection(name).find().into(new HashSet<>()));
        }
        return found;
    }

    private StoreRestore restore(boolean inPlace) throws IOException {
        Path location = Path.of(entry.location());
        BackupManifest manifest = Json.mapper()
                .readValue(location.resolve(BackupManifest.FILE_NAME).toFile(), BackupManifest.class);
        BackupContext context = new BackupContext(events, stop, Clock.systemUTC(), POLICY, "u-1");
        return new MongoDump(tools.directories())
                .restore(new RestoreTask(
                        MongoProbe.request(server.port(), "shop"), manifest, location, inPlace, COPY, context))
                .orElseThrow();
    }

    @Test
    void aNewInstanceIsAnotherDatabaseAndTheOneInUseStays() throws IOException {
        Map<String, Set<Document>> inUse = content("shop");
        StoreRestore restore = restore(false);
        assertThat(restore.obstacles()).isEmpty();
        assertThat(restore.named()).isTrue();
        assertThat(restore.overwrites()).isFalse();
        assertThat(restore.lost()).anyMatch(line -> line.startsWith("collection customers: gone now, 3"));
        assertThat(restore.lost()).anyMatch(line -> line.startsWith("collection invoices: 1 documents now, not"));

        restore.prepare();
        assertThat(restore.move().orElseThrow().there().database()).isEqualTo(COPY);
        assertThat(restore(false).obstacles())
                .as("by the next run, after a crash")
                .isEmpty();
        restore(false).prepare();
        assertThat(restore(false).exchange()).contains("4 collections", "3004 documents");

        assertThat(content(COPY)).isEqualTo(truth);
        assertThat(content("shop")).isEqualTo(inUse);
        assertThat(restore(false).obstacles())
                .as("by a run that does not know it")
                .isEmpty();
        restore(false).prepare();
        assertThat(restore(false).exchange()).contains("4 collections");
        assertThat(content(COPY)).isEqualTo(truth);
    }

    @Test
    void inPlaceItIsTriedBesideBeforeAnythingInUseIsDropped() throws IOException {
        Map<String, Set<Document>> inUse = content("shop");
        StoreRestore restore = restore(true);
        assertThat(restore.obstacles()).isEmpty();
        assertThat(restore.overwrites()).isTrue();

        restore.prepare();
        assertThat(content("shop")).isEqualTo(inUse);
        assertThat(restore.exchange()).contains("4 collections", "3004 documents");

        assertThat(content("shop")).isEqualTo(truth);
        assertThat(server.databases()).containsExactly("shop");
    }

    @Test
    void aRestoreThatFailsBesideTouchesNothingAndOneThatDiedInTheMiddleIsEndedByTheNext() throws IOException {
        Map<String, Set<Document>> inUse = content("shop");
        tools.script("mongorestore", "cat > /dev/null; exit 0");
        assertThatThrownBy(() -> restore(true).prepare()).hasMessageContaining("orders is missing");
        assertThat(content("shop")).isEqualTo(inUse);

        tools.script("mongorestore", "head -c 20000 > /dev/null; echo 'Failed: killed' >&2; exit 1");
        assertThatThrownBy(() -> restore(true).exchange()).hasMessageContaining("Failed: killed");
        assertThat(content("shop")).isEmpty();

        tools.script("mongorestore", "exec " + tools.original("mongorestore") + " \"$@\"");
        restore(true).exchange();
        assertThat(content("shop")).isEqualTo(truth);
    }

    @Test
    void whatARestoreThatIsNotEndedHasMadeIsDroppedAndNothingElse() throws IOException {
        restore(false).prepare();
        assertThat(server.databases()).contains(COPY);
        restore(false).discard();
        assertThat(server.databases()).containsExactly("shop");

        server.database(COPY).getCollection("somebody's").insertOne(new Document("_id", 1));
        assertThat(restore(false).obstacles()).singleElement().asString().contains("is there already");
        restore(false).discard();
        restore(true).discard();
        assertThat(server.databases()).contains(COPY, "shop");
    }

    @Test
    void theBackupOfAnotherDatabaseDoesNotGoInPlace() throws IOException {
        Path location = Path.of(entry.location());
        BackupManifest manifest = Json.mapper()
                .readValue(location.resolve(BackupManifest.FILE_NAME).toFile(), BackupManifest.class);
        BackupContext context = new BackupContext(events, stop, Clock.systemUTC(), POLICY, "u-1");
        StoreRestore other = new MongoDump(tools.directories())
                .restore(new RestoreTask(
                        MongoProbe.request(server.port(), "bazaar"), manifest, location, true, COPY, context))
                .orElseThrow();

        assertThat(other.obstacles()).anyMatch(text -> text.contains("but the release uses"));
    }
}
