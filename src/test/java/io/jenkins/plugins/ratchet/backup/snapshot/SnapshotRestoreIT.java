package io.jenkins.plugins.ratchet.backup.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code proof: restore}: the fake provider's temporary instance is another real PostgreSQL server. */
@Timeout(180)
class SnapshotRestoreIT {
    private static final String[] SCHEMA = {
        "CREATE TABLE orders (id int PRIMARY KEY, amount int)",
        "INSERT INTO orders SELECT i, i * 3 FROM generate_series(1, 500) i"
    };
    private static PostgresServer source;
    private static PostgresServer copies;

    @TempDir
    private Path directory;

    private Cloud cloud;
    private DatabaseAddress shop;

    @BeforeAll
    static void twoServers() {
        source = PostgresServer.shared();
        copies = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        copies.stop();
    }

    @BeforeEach
    void aSourceAndWhatItsSnapshotRestoresTo() throws IOException {
        cloud = new Cloud(directory);
        shop = source.create("snapshot_shop", SCHEMA);
        copies.create("snapshot_shop", SCHEMA);
        cloud.will("host", "127.0.0.1")
                .will("restored-host", "127.0.0.1")
                .will("restored-port", Integer.toString(copies.port()))
                .will("instance-states", "creating", "creating", "available");
    }

    private String yaml() {
        return """
                name: metadata
                method: snapshot
                proof: restore
                connection: { host: 127.0.0.1, port: "%d", database: snapshot_shop, user: postgres, sslmode: disable }
                snapshot: { provider: rds, source: shop-db, interval: PT0.1S, timeout: 60s }
                """.formatted(source.port());
    }

    private RunException failure() throws IOException {
        RunException failure = catchThrowableOfType(RunException.class, () -> cloud.backUp(yaml()));
        assertThat(failure).isNotNull();
        assertThat(cloud.empty()).isTrue();
        return failure;
    }

    private static DatabaseAddress copy() {
        return copies.address("copy", "snapshot_shop");
    }

    @Test
    void aSnapshotThatRestoresToWhatTheSourceHeldIsProvenAndItsInstanceDeleted() throws IOException {
        BackupEntry entry = cloud.backUp(yaml());

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(entry.sourceDatabase()).isEqualTo("snapshot_shop");
        assertThat(Files.readString(Path.of(entry.location()).resolve("backup.json")))
                .contains("every value of 1 of 1 tables")
                .doesNotContain("written to while");
        assertThat(cloud.names("instances")).isEmpty();
        assertThat(cloud.calls())
                .anyMatch(call -> call.contains("restore-db-instance-from-db-snapshot")
                        && call.contains("--db-subnet-group-name private --vpc-security-group-ids sg-1")
                        && call.contains("--tags Key=ratchet-proof,Value="));
    }

    @Test
    void oneChangedValueInTheRestoredInstanceIsSeen() throws IOException {
        PostgresServer.run(copy(), "UPDATE orders SET amount = 1 WHERE id = 7");

        assertThat(failure())
                .hasMessageContaining("is not what the database held")
                .hasMessageContaining("orders");
        assertThat(cloud.names("instances")).isEmpty();
    }

    @Test
    void aTableThatIsWrittenToMeanwhileIsComparedByWhatMustHoldAndThatIsSaid() throws Exception {
        cloud.will("snapshot-states", "creating", "creating", "creating", "creating", "available");
        Thread writer = new Thread(() -> {
            while (cloud.events.facts().stream().noneMatch(fact -> fact.contains("is creating"))) {
                Thread.onSpinWait();
            }
            PostgresServer.run(shop, "INSERT INTO orders VALUES (501, 1)");
        });
        writer.start();

        BackupEntry entry = cloud.backUp(yaml());
        writer.join();

        assertThat(Files.readString(Path.of(entry.location()).resolve("backup.json")))
                .contains("written to while the snapshot was taken")
                .contains("every value of 0 of 1 tables");
    }

    @Test
    void anInstanceThatNeverAnswersFailsAndIsDeleted() throws IOException {
        cloud.will("restored-port", "1");

        assertThat(failure()).hasMessageContaining("cannot be reached");
        assertThat(cloud.names("instances")).isEmpty();
    }

    @Test
    void aRestoreWhoseAnswerWasLostIsNotMadeTwice() throws IOException {
        cloud.will("restore-results", "lost", "ok");

        assertThat(cloud.backUp(yaml()).proof()).isEqualTo("restore");
        assertThat(cloud.calls().stream().filter(call -> call.contains("restore-db-instance")))
                .hasSize(1);
        assertThat(cloud.names("instances")).isEmpty();
    }

    private StoreRestore restore(KeptBackups kept, BackupEntry entry, boolean inPlace) {
        return kept.restore(entry, cloud.request(yaml()), inPlace, "shop-metadata-restored-20261127-093015")
                .orElseThrow();
    }

    @Test
    void aSnapshotGoesBackIntoALastingInstanceAndARunThatComesAfterAKillMakesNoSecondOne() throws IOException {
        BackupEntry entry = cloud.backUp(yaml());
        try (KeptBackups kept = cloud.kept()) {
            assertThat(kept.restorable(entry)).isTrue();
            assertThat(restore(kept, entry, true).obstacles())
                    .singleElement()
                    .asString()
                    .contains("new-instance");
            StoreRestore restore = restore(kept, entry, false);
            assertThat(restore.obstacles()).isEmpty();
            cloud.will("restore-results", "lost", "ok");
            restore.prepare();
            restore(kept, entry, false).prepare();

            assertThat(cloud.names("instances")).containsExactly("shop-metadata-restored-20261127-093015");
            assertThat(cloud.calls().stream()
                            .filter(call -> call.contains("restore-db-instance")
                                    && call.contains("shop-metadata-restored-20261127-093015")))
                    .singleElement()
                    .asString()
                    .contains("--tags Key=ratchet-restored,Value=20261121-093015-3fa2");
            assertThat(restore.move().orElseThrow().there().port()).isEqualTo(copies.port());
            assertThat(restore.exchange()).contains("127.0.0.1:" + copies.port());

            cloud.backUp(yaml()); // what it removes is what proofs left
            assertThat(cloud.names("instances")).containsExactly("shop-metadata-restored-20261127-093015");
            restore(kept, entry, false).discard();
            assertThat(cloud.names("instances")).isEmpty();
        }
    }

    @Test
    void anInstanceWithoutTablesIsNotTakenForTheRestoredOne() throws IOException {
        BackupEntry entry = cloud.backUp(yaml());
        PostgresServer.run(copy(), "DROP TABLE orders");
        try (KeptBackups kept = cloud.kept()) {
            StoreRestore restore = restore(kept, entry, false);
            assertThat(catchThrowableOfType(RunException.class, restore::prepare))
                    .hasMessageContaining("holds no tables");
        }
    }

    @Test
    void whatADeadRunLeftIsDeletedByTheNextAndNothingElse() throws IOException {
        cloud.will("delete-results", "denied", "ok");
        assertThat(failure()).hasMessageContaining("could not be deleted");
        List<String> left = cloud.names("instances");
        assertThat(left).hasSize(1);
        cloud.addInstance("ratchet-proof-0123456789abcdef-00000000", "[]");
        cloud.addInstance("production", "[]");

        cloud.backUp(yaml());

        assertThat(cloud.names("instances")).containsExactly("production", "ratchet-proof-0123456789abcdef-00000000");
        assertThat(cloud.events.facts())
                .anyMatch(fact -> fact.contains("deleted the temporary instance " + left.get(0)));
    }
}
