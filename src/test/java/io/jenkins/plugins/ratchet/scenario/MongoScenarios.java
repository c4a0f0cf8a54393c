package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import io.jenkins.plugins.ratchet.backup.mongo.MemoryMongo;
import io.jenkins.plugins.ratchet.backup.mongo.Tools;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.junit.jupiter.api.Timeout;

/** A product that keeps documents beside its database. */
interface MongoScenarios extends OnStage {

    private static Map<String, Set<Document>> content(MongoDatabase database) {
        Map<String, Set<Document>> found = new TreeMap<>();
        for (String name : database.listCollectionNames()) {
            found.put(name, database.getCollection(name).find().into(new HashSet<>()));
        }
        return found;
    }

    @Scenario
    @Timeout(600)
    default void documents_are_backed_up_proven_and_go_back_in_place_though_the_restore_is_killed(Shop shop)
            throws Exception {
        Tools tools = new Tools(shop.directory().resolve("mongo-tools"));
        shop.environment()
                .put(
                        "PATH",
                        tools.directories().get(0) + ":"
                                + shop.environment().getOrDefault("PATH", System.getenv("PATH")));
        try (MemoryMongo server = new MemoryMongo()) {
            MongoDatabase documents = server.fill("documents");
            Map<String, Set<Document>> truth = content(documents);
            shop.installed();
            shop.declareWriters();
            shop.configure("backups:", """
                      - name: documents
                        kind: mongodb
                        writers: [deployment/%1$s-api]
                        connection: { url: "mongodb://127.0.0.1:%2$d/documents" }
                    backups:""".formatted(shop.name(), server.port()));
            RatchetProcess.Ended backup = shop.backUp();
            assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
            BackupEntry entry = shop.upgrade().backupOf("documents").orElseThrow();
            assertThat(entry.proof()).isEqualTo("restore");
            String id = entry.location().substring(entry.location().indexOf("backups/") + 8);
            assertThat(shop.ratchet("backup", "prove", id, "--to", "backups").exit())
                    .isZero();
            assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isZero();
            documents.getCollection("customers").drop();
            documents.getCollection("invoices").insertOne(new Document("_id", 1));

            String upgrade = shop.upgrade().id();
            RatchetProcess killed = shop.start("restore", "--upgrade", upgrade, "--strategy", "in-place", "--yes");
            while (killed.alive()
                    && documents.listCollectionNames().into(new HashSet<>()).contains("invoices")) {
                Thread.sleep(2); // until the collections in use are dropped
            }
            killed.kill();
            RatchetProcess.Ended restored =
                    shop.ratchet("restore", "--upgrade", upgrade, "--strategy", "in-place", "--yes");

            assertThat(restored.exit())
                    .as(restored.output() + restored.errors())
                    .isZero();
            assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
            assertThat(content(documents)).isEqualTo(truth);
            RatchetProcess.Ended next = shop.backUp();
            assertThat(next.exit()).as(next.output() + next.errors()).isZero();
            assertThat(server.databases()).containsExactly("documents");
        }
    }
}
