package io.jenkins.plugins.ratchet.backup.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots by fake {@code gcloud} and {@code az} that behave as documented. */
@Timeout(120)
class OtherCloudsIT {
    private static final String CLOUD_SQL = """
            name: metadata
            method: snapshot
            snapshot: { provider: cloudsql, source: shop-sql, project: p, interval: PT0.1S, timeout: 30s }
            """;
    private static final String AZURE = """
            name: metadata
            method: snapshot
            snapshot: { provider: flexibleserver, source: shop-pg, resourceGroup: rg, interval: PT0.1S, timeout: 30s }
            """;
    private static final String COSMOS = """
            name: documents
            kind: mongodb
            method: snapshot
            connection: { url: "mongodb://shop-cosmos.mongo.cosmos.azure.com:10255/?ssl=true" }
            snapshot: { provider: cosmosdb, source: shop-cosmos, resourceGroup: rg, interval: PT0.1S, timeout: 30s }
            """;

    @TempDir
    private Path directory;

    private Cloud cloud;

    @BeforeEach
    void aCloud() throws IOException {
        cloud = new Cloud(directory);
    }

    private RunException failure(String yaml) throws IOException {
        RunException failure = catchThrowableOfType(RunException.class, () -> cloud.backUp(yaml));
        assertThat(failure).isNotNull();
        assertThat(cloud.empty()).isTrue();
        return failure;
    }

    private String defect(BackupEntry entry) {
        return cloud.all().defect(entry).orElse("intact");
    }

    @Test
    void cloudSqlNumbersTheBackupAndItIsFoundByItsDescription() throws IOException {
        cloud.will("snapshot-states", "ENQUEUED", "RUNNING", "SUCCESSFUL");

        BackupEntry entry = cloud.backUp(CLOUD_SQL);

        assertThat(entry.proof()).isEqualTo("state");
        assertThat(cloud.names("snapshots")).containsExactly("1700000000001");
        assertThat(cloud.calls())
                .anyMatch(call -> call.startsWith("gcloud sql backups create --async --instance=shop-sql")
                        && call.contains("--description=ratchet-20261121-093015-3fa2-metadata-")
                        && call.contains("--format=json --project=p"))
                .anyMatch(call -> call.startsWith("gcloud sql backups describe 1700000000001"));
        assertThat(defect(entry)).isEqualTo("intact");
        cloud.will("snapshot-states", "DELETED");
        assertThat(defect(entry)).contains("is in state DELETED");
        cloud.will("snapshot-states", "gone");
        assertThat(defect(entry)).contains("does not exist any more");
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED,FAILED (disk is full)",
        "SKIPPED,SKIPPED",
        "DELETION_PENDING,DELETION_PENDING",
        "NEWWORD,NEWWORD"
    })
    void aCloudSqlBackupThatEndsOtherwiseFails(String state, String told) throws IOException {
        cloud.will("snapshot-states", "RUNNING", state);

        assertThat(failure(CLOUD_SQL)).hasMessageContaining("ended in state " + told);
    }

    @Test
    void aCloudSqlBackupOfAnotherInstanceIsNotTaken() throws IOException {
        cloud.will("resource", "other-sql");

        assertThat(failure(CLOUD_SQL)).hasMessageContaining("is of other-sql, not of shop-sql");
    }

    @Test
    void throttlingAndChatterOfGcloudAreWaitedOut() throws IOException {
        cloud.will("create-results", "throttle", "ok").will("snapshot-states", "throttle", "RUNNING", "SUCCESSFUL");

        assertThat(cloud.backUp(CLOUD_SQL).proof()).isEqualTo("state");
        assertThat(cloud.names("snapshots")).hasSize(1);
    }

    @Test
    void gcloudWithoutALoginIsToldBeforeAnythingRuns() throws IOException {
        cloud.will("source", "login");

        assertThat(failure(CLOUD_SQL)).hasMessageContaining("log in with gcloud on this machine first");
        assertThat(cloud.names("snapshots")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.85.1", "2.86.0", "3.0.0"})
    void azIsSpokenToInTheWordsOfItsVersion(String version) throws IOException {
        cloud.will("version", version.startsWith("3") ? "2.87.0" : version).will("create-results", "slow");

        BackupEntry entry = cloud.backUp(AZURE);

        assertThat(entry.proof()).isEqualTo("state");
        assertThat(cloud.calls())
                .anyMatch(call -> version.equals("2.85.1")
                        ? call.contains("--name shop-pg --backup-name ratchet-")
                        : call.contains("--server-name shop-pg --name ratchet-"));
        assertThat(defect(entry)).isEqualTo("intact");
        cloud.will("snapshot-states", "gone");
        assertThat(defect(entry)).contains("does not exist any more");
    }

    @Test
    void anAzureBackupIsAwaitedUntilItIsComplete() throws IOException {
        cloud.will("snapshot-states", "incomplete", "incomplete", "available");

        assertThat(cloud.backUp(AZURE).takenAt()).isNotNull();
    }

    @Test
    void anAzureBackupOfAnotherServerIsNotTaken() throws IOException {
        cloud.will("resource", "other-pg");

        assertThat(failure(AZURE)).hasMessageContaining("flexibleServers/other-pg, not of shop-pg");
    }

    @Test
    void cosmosIsAMomentThatEveryCollectionCanBeRestoredTo() throws IOException {
        // Two collections are asked each time: first one of them lags behind.
        cloud.will("latest", "60", "-60", "60");

        BackupEntry entry = cloud.backUp(COSMOS);

        assertThat(entry.proof()).isEqualTo("state");
        assertThat(cloud.calls().stream().filter(call -> call.contains("retrieve-latest-backup-time")))
                .hasSize(4);
        assertThat(defect(entry)).isEqualTo("intact");
        cloud.will("oldest", "2099-01-01T00:00:00+00:00");
        assertThat(defect(entry)).contains("restorable since 2099");
        cloud.will("oldest", "2024-01-01T00:00:00+00:00").will("policy", "Periodic");
        assertThat(defect(entry)).contains("no longer backed up continuously");
    }

    private StoreRestore restored(KeptBackups kept, BackupEntry entry, boolean inPlace) {
        return kept.restore(
                        entry, cloud.request(COSMOS), inPlace, "shop-documents-of-customers-restored-20261127-093015")
                .orElseThrow();
    }

    @Test
    void cosmosGoesBackIntoANewAccountAndARunThatComesAfterAKillMakesNoSecondOne() throws IOException {
        BackupEntry entry = cloud.backUp(COSMOS);
        try (KeptBackups kept = cloud.kept()) {
            assertThat(kept.restorable(entry)).isTrue();
            assertThat(restored(kept, entry, true).obstacles())
                    .singleElement()
                    .asString()
                    .contains("new-instance");
            StoreRestore restore = restored(kept, entry, false);
            assertThat(restore.obstacles()).isEmpty();
            cloud.will("restore-results", "throttle", "lost", "ok")
                    .will("instance-states", "Creating", "Creating", "Succeeded");

            restore.prepare();
            restored(kept, entry, false).prepare();

            assertThat(cloud.names("instances")).singleElement().asString().hasSizeLessThanOrEqualTo(44);
            String account = cloud.names("instances").get(0);
            assertThat(cloud.calls().stream().filter(call -> call.contains("cosmosdb restore")))
                    .hasSize(2) // the first was throttled
                    .allMatch(call -> call.contains("--target-database-account-name " + account)
                            && call.matches(".*--restore-timestamp [0-9T:-]+[+]0000 .*"));
            assertThat(restore.exchange()).contains(account, "holds 2 collections");
            assertThat(restore.byHand()).singleElement().asString().contains("keys list --name " + account);
            assertThat(restored(kept, entry, false).obstacles())
                    .singleElement()
                    .asString()
                    .contains("is there already");
            restore.discard();
            assertThat(cloud.names("instances")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "restored-from | 9999-9 | was not restored from",
                "restored-collections | 0 | holds no collection",
                "instance-states | Failed | ended as Failed",
                "oldest | 2099-01-01T00:00:00+00:00 | cannot be restored any more"
            })
    void anAccountThatIsNotWhatWasAskedForIsNotTakenForIt(String what, String value, String message)
            throws IOException {
        BackupEntry entry = cloud.backUp(COSMOS);
        cloud.will(what, value);
        try (KeptBackups kept = cloud.kept()) {
            assertThat(catchThrowableOfType(
                            RunException.class,
                            () -> restored(kept, entry, false).prepare()))
                    .hasMessageContaining(message);
        }
    }

    @Test
    void cosmosThatNeverCatchesUpFailsAtTheDeadline() throws IOException {
        cloud.will("latest", "-3600");

        assertThat(failure(COSMOS.replace("30s", "4s"))).hasMessageContaining("took longer than 4 s");
    }

    @ParameterizedTest
    @CsvSource({"policy,Periodic,has the backup policy Periodic", "multiple,true,written to in several regions"})
    void cosmosAccountsThatCannotBeRestoredByTheirUsersAreRefused(String what, String value, String message)
            throws IOException {
        cloud.will(what, value);

        assertThat(failure(COSMOS)).hasMessageContaining(message);
    }

    @Test
    void aConnectionToAnotherAccountIsRefused() throws IOException {
        assertThat(failure(COSMOS.replace("mongodb://shop-cosmos", "mongodb://other-cosmos")))
                .hasMessageContaining("connects to other-cosmos.mongo.cosmos.azure.com");
    }
}
