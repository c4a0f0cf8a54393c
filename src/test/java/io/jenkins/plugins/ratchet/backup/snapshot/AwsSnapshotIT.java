package io.jenkins.plugins.ratchet.backup.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.OneMoment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots by a fake {@code aws} that behaves as documented, and as it does on bad days. */
@Timeout(120)
class AwsSnapshotIT {
    private static final String RDS = """
            name: metadata
            method: snapshot
            snapshot: { provider: rds, source: shop-db, region: eu-west-1, interval: PT0.1S, timeout: 60s%s }
            """;
    private static final String DOCUMENTDB = """
            name: documents
            kind: mongodb
            method: snapshot
            connection: { url: "mongodb://shop-cluster.cluster-abc.eu-west-1.rds.amazonaws.com:27017/shop" }
            snapshot: { provider: documentdb, source: shop-cluster, interval: PT0.1S, timeout: 60s }
            """;

    @TempDir
    private Path directory;

    private Cloud cloud;

    @BeforeEach
    void aCloud() throws IOException {
        cloud = new Cloud(directory);
    }

    private static String rds(String more) {
        return RDS.formatted(more);
    }

    private RunException failure(String yaml) throws IOException {
        RunException failure = catchThrowableOfType(RunException.class, () -> cloud.backUp(yaml));
        assertThat(failure).isNotNull();
        assertThat(cloud.empty()).isTrue();
        return failure;
    }

    private JsonNode manifest(BackupEntry entry) throws IOException {
        return Json.mapper()
                .readTree(Path.of(entry.location())
                        .resolve(BackupManifest.FILE_NAME)
                        .toFile());
    }

    @Test
    void aSnapshotIsCreatedAwaitedAndRecorded() throws IOException {
        cloud.will("snapshot-states", "creating", "creating", "available");

        BackupEntry entry = cloud.backUp(rds(""));

        assertThat(entry.proof()).isEqualTo("state");
        assertThat(entry.method()).isEqualTo("snapshot");
        assertThat(cloud.names("snapshots"))
                .singleElement()
                .asString()
                .startsWith("ratchet-20261121-093015-3fa2-metadata-");
        JsonNode content = manifest(entry).path("content");
        assertThat(content.path("id").asText())
                .isEqualTo(cloud.names("snapshots").get(0));
        assertThat(content.path("arn").asText()).startsWith("arn:aws:rds:eu-west-1:123456789012:snapshot:ratchet-");
        assertThat(content.path("sourceId").asText()).isEqualTo("db-RESOURCE1");
        assertThat(content.path("storageBytes").asLong()).isEqualTo(20L << 30);
        assertThat(content.path("encrypted").asBoolean()).isTrue();
        assertThat(entry.takenAt()).isNotNull();
        assertThat(cloud.calls())
                .anyMatch(call -> call.contains("create-db-snapshot")
                        && call.contains("--tags Key=ratchet-")
                        && call.contains("Value=20261121-093015-3fa2")
                        && call.contains("--region eu-west-1"));
        assertThat(cloud.all().defect(entry)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void databasesOfOneInstanceShareOneSnapshotAndItsMoment(int parallel) throws IOException {
        cloud.will("snapshot-states", "creating", "available");

        List<BackupEntry> entries = cloud.backUp(List.of(rds(""), rds("").replace("metadata", "aiproxy")), parallel);

        assertThat(entries).extracting(BackupEntry::proof).containsExactly("state", "state");
        assertThat(entries)
                .extracting(BackupEntry::takenAt)
                .containsOnly(entries.get(0).takenAt());
        assertThat(cloud.names("snapshots")).hasSize(1);
        assertThat(cloud.calls().stream().filter(call -> call.contains("create-db-snapshot")))
                .hasSize(1);
        assertThat(OneMoment.noteOf(entries)).isEmpty();
        for (BackupEntry entry : entries) {
            assertThat(manifest(entry).path("notes").toString())
                    .contains("one snapshot, and one moment, for metadata, aiproxy")
                    .doesNotContain("not captured at one moment");
            assertThat(cloud.all().defect(entry)).isEmpty();
        }
    }

    @Test
    void aSharedSnapshotThatFailsIsNotAskedForTwice() throws IOException {
        cloud.will("snapshot-states", "creating", "failed");

        RunException failure = catchThrowableOfType(
                RunException.class, () -> cloud.backUp(List.of(rds(""), rds("").replace("metadata", "aiproxy")), 2));

        assertThat(failure).hasMessageContaining("ended in state failed");
        assertThat(cloud.names("snapshots")).hasSize(1);
        assertThat(cloud.empty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "deleting", "deleted"})
    void aFinalStateThatIsNotAvailableFailsAtOnce(String state) throws IOException {
        cloud.will("snapshot-states", "creating", state);

        RunException failure = failure(rds(""));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure)
                .hasMessageContaining("ended in state " + state)
                .hasMessageContaining("is left at the provider");
    }

    @Test
    void aSnapshotThatVanishesWhileItIsCreatedFails() throws IOException {
        cloud.will("snapshot-states", "creating", "gone");

        assertThat(failure(rds(""))).hasMessageContaining("vanished while it was being created");
    }

    @Test
    void aSnapshotThatVanishesBetweenCreationAndProofIsNotProven() throws IOException {
        cloud.will("snapshot-states", "creating", "available", "gone");

        assertThat(failure(rds(""))).hasMessageContaining("vanished after it was available");
    }

    @Test
    void aSnapshotThatIsNeverReadyFailsAtOurOwnDeadline() throws IOException {
        cloud.will("snapshot-states", "creating");

        RunException failure = failure(rds("").replace("60s", "3s"));

        assertThat(failure)
                .hasMessageContaining("took longer than 3 s")
                .hasMessageContaining("state creating")
                .hasMessageContaining("is left at the provider");
    }

    @Test
    void throttlingAndUnreadableAnswersAreWaitedOut() throws IOException {
        cloud.will("create-results", "throttle", "ok")
                .will("snapshot-states", "throttle", "garbage", "creating", "error0", "throttle", "available");

        assertThat(cloud.backUp(rds("")).proof()).isEqualTo("state");
        assertThat(cloud.names("snapshots")).hasSize(1);
        assertThat(cloud.events.facts())
                .anyMatch(fact -> fact.contains("Rate exceeded") && fact.contains("asking again"));
    }

    @Test
    void answersThatStayUnreadableEndTheRun() throws IOException {
        cloud.will("snapshot-states", "creating", "garbage");

        assertThat(failure(rds(""))).hasMessageContaining("printed no JSON");
    }

    @Test
    void aRequestWhoseAnswerWasLostIsNotMadeTwice() throws IOException {
        cloud.will("create-results", "lost", "ok");

        assertThat(cloud.backUp(rds("")).proof()).isEqualTo("state");
        assertThat(cloud.names("snapshots")).hasSize(1);
        assertThat(cloud.calls().stream().filter(call -> call.contains("create-db-snapshot")))
                .hasSize(1);
    }

    @Test
    void aHangingCallEndsAtTheDeadline() throws IOException {
        cloud.will("snapshot-states", "hang");

        assertThat(failure(rds("").replace("60s", "2s"))).hasMessageContaining("took longer than 2 s");
    }

    @Test
    void aRefusalIsRepeatedAndNotTriedAgain() throws IOException {
        cloud.will("create-results", "denied");

        assertThat(failure(rds(""))).hasMessageContaining("AccessDenied");
        assertThat(cloud.calls().stream().filter(call -> call.contains("create-db-snapshot")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resource  | db-ANOTHER           | is of db-ANOTHER, not of shop-db",
                "encrypted | false                | is not encrypted",
                "size      | 0                    | is empty",
                "taken     | 2020-01-01T00:00:00Z | it is another one, or the clock is wrong",
                "taken     | 2099-01-01T00:00:00Z | it is another one, or the clock is wrong"
            })
    void aSnapshotThatIsNotWhatWasAskedForIsNoBackup(String what, String value, String message) throws IOException {
        cloud.will(what, value);

        assertThat(failure(rds(""))).hasMessageContaining(message);
    }

    @Test
    void anUnencryptedSnapshotIsAllowedWhereTheUserSaysSo() throws IOException {
        cloud.will("encrypted", "false");

        BackupEntry entry = cloud.backUp(rds(", encrypted: false"));

        assertThat(manifest(entry).path("proof").path("compared").toString()).contains("not encrypted, as allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "login     | log in with aws on this machine first",
                "backing-up | is in state backing-up, and no snapshot can be taken",
                "garbage   | printed no JSON",
                "throttle  | Rate exceeded"
            })
    void aSourceThatCannotBeReadIsToldBeforeAnythingRuns(String state, String message) throws IOException {
        cloud.will("source", state);

        RunException failure = failure(rds(""));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining(message);
        assertThat(cloud.names("snapshots")).isEmpty();
    }

    @Test
    void aMissingCommandLineIsNamed() throws IOException {
        cloud.uninstall("aws");

        RunException failure = failure(rds(""));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("aws is not on PATH");
    }

    @Test
    void aMemberOfAClusterIsRefused() throws IOException {
        cloud.will("member-of", "shop-cluster");

        assertThat(failure(rds(""))).hasMessageContaining("set provider aurora");
    }

    @Test
    void documentDbIsSnapshottedByItsOwnService() throws IOException {
        cloud.will("snapshot-states", "creating", "available");

        BackupEntry entry = cloud.backUp(DOCUMENTDB);

        assertThat(entry.kind()).isEqualTo("mongodb");
        assertThat(manifest(entry).path("content").has("storageBytes")).isFalse();
        assertThat(cloud.calls()).anyMatch(call -> call.startsWith("aws docdb create-db-cluster-snapshot"));
    }

    @Test
    void auroraIsSnapshottedAsACluster() throws IOException {
        BackupEntry entry = cloud.backUp(
                rds("").replace("provider: rds, source: shop-db", "provider: aurora, source: shop-cluster"));

        assertThat(manifest(entry).path("content").path("arn").asText()).contains(":cluster-snapshot:");
    }

    @Test
    void aConnectionToAnotherHostIsRefusedUnlessItIsAKnownAlias() throws IOException {
        String elsewhere =
                DOCUMENTDB.replace("shop-cluster.cluster-abc.eu-west-1.rds.amazonaws.com", "docs.example.com");

        assertThat(failure(elsewhere))
                .hasMessageContaining("connects to docs.example.com")
                .hasMessageContaining("snapshot.aliases");
        assertThat(cloud.names("snapshots")).isEmpty();
        assertThat(cloud.backUp(elsewhere.replace("timeout: 60s", "timeout: 60s, aliases: [docs.example.com]"))
                        .proof())
                .isEqualTo("state");
    }

    @Test
    void anAbortLeavesTheSnapshotAndNamesIt() throws Exception {
        cloud.will("snapshot-states", "creating");
        Thread abort = new Thread(() -> {
            while (cloud.events.facts().stream().noneMatch(fact -> fact.endsWith("is creating, 20 GiB"))) {
                Thread.onSpinWait();
            }
            cloud.cancelled.set(true);
        });
        abort.start();

        RunException failure = failure(rds(""));
        abort.join();

        assertThat(failure.exitCode()).isEqualTo(ExitCode.TERMINATED);
        assertThat(failure).hasMessageContaining("(creating) is left at the provider");
        assertThat(failure).hasMessageContaining(cloud.names("snapshots").get(0));
        assertThat(cloud.names("snapshots")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gone     | does not exist any more",
                "deleting | is in state deleting",
                "throttle | cannot be looked up",
                "garbage  | cannot be looked up"
            })
    void aBackupWhoseSnapshotCannotBeSeenIsNotAccepted(String state, String defect) throws IOException {
        BackupEntry entry = cloud.backUp(rds(""));
        assertThat(cloud.all().defect(entry)).isEmpty();

        cloud.will("snapshot-states", state);

        assertThat(cloud.all().defect(entry))
                .hasValueSatisfying(text -> assertThat(text).contains(defect));
    }

    @Test
    void aBackupThatNobodyCanLookUpHereIsNotAccepted() throws IOException {
        BackupEntry entry = cloud.backUp(rds(""));

        cloud.uninstall("aws");

        assertThat(cloud.all().defect(entry))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("cannot be looked up").contains("not on PATH"));
    }

    @Test
    void anotherSnapshotUnderTheSameNameIsNotAccepted() throws IOException {
        BackupEntry entry = cloud.backUp(rds(""));

        cloud.will("taken", "2026-01-01T00:00:00Z");

        assertThat(cloud.all().defect(entry))
                .hasValueSatisfying(text -> assertThat(text).contains("is another one"));
    }

    @Test
    void aSnapshotIsAskedForAlsoWhereTheBackupsFilesAreNotOnThisMachine() throws IOException {
        BackupEntry entry = cloud.backUp(rds(""));
        BackupManifest manifest = Json.mapper().treeToValue(manifest(entry), BackupManifest.class);
        assertThat(cloud.store().defect(manifest)).isEmpty();

        cloud.will("snapshot-states", "gone");

        assertThat(cloud.store().defect(manifest))
                .hasValueSatisfying(text -> assertThat(text).contains("does not exist any more"));
    }
}
