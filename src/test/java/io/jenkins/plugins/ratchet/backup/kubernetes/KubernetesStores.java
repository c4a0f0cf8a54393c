package io.jenkins.plugins.ratchet.backup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.DeclaredStore;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VolumeSnapshots and CloudNativePG Backups on an API server; a small controller plays CSI driver and operator. */
@Timeout(120)
abstract class KubernetesStores {
    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final String namespace = "stores-" + UUID.randomUUID().toString().substring(0, 8);
    private Cluster cluster;
    private Controller controller;

    abstract Path kubeconfig() throws Exception;

    @BeforeEach
    void aClusterWithAController() throws Exception {
        cluster = Cluster.connect(kubeconfig(), null);
        KubernetesClient client = cluster.client();
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        Controller.installDefinitions(client);
        Controller.claim(client, namespace, "data-0");
        controller = new Controller(client, namespace);
        controller.start();
    }

    @AfterEach
    void end() {
        controller.close();
        cluster.close();
    }

    private Backups backups() {
        return new Backups(
                List.of(
                        new VolumeStore(new Postgres(), cluster, namespace),
                        new CnpgStore(new Postgres(), cluster, namespace)),
                events,
                () -> false,
                Clock.systemUTC());
    }

    private BackupEntry backUp(String yaml) {
        Settings settings = new Settings(directory, Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        return backups()
                .backUp(
                        List.of(new BackupRequest(DeclaredStore.of(yaml), new Addresses(settings))),
                        directory.resolve("backups"),
                        new BackupPolicy(null, 2, 2, null),
                        "20261121-093015-3fa2")
                .get(0);
    }

    private static String volume(String timeout) {
        return "name: disks\nkind: redis\nmethod: volume\nvolume: { claims: [data-0], timeout: " + timeout + " }";
    }

    private static String cnpg(String timeout) {
        return "name: operated\nmethod: cnpg\ncnpg: { cluster: shop, timeout: " + timeout + " }";
    }

    @Test
    void aVolumeSnapshotThatIsReadyAndPointsBackIsProven() {
        BackupEntry entry = backUp(volume("60s"));

        assertThat(entry.proof()).isEqualTo("state");
        assertThat(entry.takenAt())
                .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(60));
        assertThat(backups().defect(entry)).isEmpty();
        controller.deleteSnapshots();
        assertThat(backups().defect(entry))
                .hasValueSatisfying(text -> assertThat(text).contains("does not exist any more"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "never    | is not ready to use",
                "error    | reports: quota exceeded",
                "unbound  | is bound to no content",
                "nothing  | which does not exist",
                "foreign  | does not point back",
                "nohandle | names no snapshot in the storage system",
                "old      | it is another one, or a clock is wrong"
            })
    void aVolumeSnapshotThatOnlyLooksReadyIsNoBackup(String lie, String message) {
        controller.snapshots(lie);

        RunException failure = catchThrowableOfType(RunException.class, () -> backUp(volume("3s")));

        assertThat(failure).hasMessageContaining(message);
    }

    @Test
    void aMissingClaimIsToldBeforeAnythingRuns() {
        RunException failure = catchThrowableOfType(
                RunException.class, () -> backUp(volume("3s").replace("data-0", "data-9")));

        assertThat(failure).hasMessageContaining("there is no PersistentVolumeClaim data-9");
    }

    @Test
    void aCompletedBackupOfAnArchivingClusterIsProven() {
        controller.cluster("shop", "True");

        BackupEntry entry = backUp(cnpg("60s"));

        assertThat(entry.proof()).isEqualTo("state");
        assertThat(backups().defect(entry)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed             | is in phase failed: no space",
                "walArchivingFailing | is in phase walArchivingFailing",
                "running            | took longer than 3s",
                "nameless           | names neither a backup in the archive nor a snapshot",
                "old                | it is another one, or a clock is wrong",
                "stops              | does not archive its write-ahead log"
            })
    void aBackupThatOnlyLooksCompletedIsNoBackup(String lie, String message) {
        controller.cluster("shop", "True");
        controller.backups(lie);

        RunException failure = catchThrowableOfType(RunException.class, () -> backUp(cnpg("3s")));

        assertThat(failure).hasMessageContaining(message);
    }

    @Test
    void aClusterThatDoesNotArchiveIsToldBeforeAnythingRuns() {
        controller.cluster("shop", "False");

        RunException failure = catchThrowableOfType(RunException.class, () -> backUp(cnpg("3s")));

        assertThat(failure).hasMessageContaining("no backup that is taken now could be restored");
    }
}
