package io.jenkins.plugins.ratchet.backup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
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
    private static final String RESTORED = "shop-disks-restored-20261127-093015";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final String namespace = "stores-" + UUID.randomUUID().toString().substring(0, 8);
    private Cluster cluster;
    Controller controller;

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
        Controller.storageClass(client, "fast-" + namespace, "csi.test", "Immediate");
        Controller.claim(client, namespace, "data-0", "fast-" + namespace);
        controller = new Controller(client, namespace);
        controller.start();
    }

    @AfterEach
    void end() {
        controller.close();
        cluster.close();
    }

    private List<Store> stores() {
        return List.of(
                new VolumeStore(new Postgres(), cluster, namespace), new CnpgStore(new Postgres(), cluster, namespace));
    }

    private Backups backups() {
        return new Backups(stores(), events, () -> false, Clock.systemUTC());
    }

    private BackupRequest request(String yaml) {
        Settings settings = new Settings(directory, Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(DeclaredStore.of(yaml), new Addresses(settings));
    }

    final BackupEntry backUp(String yaml) {
        return backups()
                .backUp(
                        List.of(request(yaml)),
                        directory.resolve("backups"),
                        new BackupPolicy(null, 2, 2, null),
                        "20261121-093015-3fa2")
                .get(0);
    }

    static String volume(String timeout) {
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

    final KeptBackups kept() {
        return new KeptBackups(
                stores(), events, () -> false, Clock.systemUTC(), Map.of(), new BackupPolicy(null, 2, 2, null));
    }

    final StoreRestore restore(KeptBackups kept, BackupEntry entry, String yaml, boolean inPlace) {
        return kept.restore(entry, request(yaml), inPlace, RESTORED).orElseThrow();
    }

    private List<GenericKubernetesResource> restoredClaims() {
        return cluster
                .client()
                .genericKubernetesResources("v1", "PersistentVolumeClaim")
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .filter(each -> each.getMetadata().getName().startsWith(RESTORED))
                .filter(each -> each.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    @Test
    void aVolumeSnapshotGoesBackIntoANewClaimAndARunThatComesAfterAKillMakesNoSecondOne() {
        BackupEntry entry = backUp(volume("60s"));
        try (KeptBackups kept = kept()) {
            assertThat(kept.restorable(entry)).isTrue();
            assertThat(restore(kept, entry, volume("60s"), true).obstacles())
                    .singleElement()
                    .asString()
                    .contains("--strategy new-instance");
            StoreRestore restore = restore(kept, entry, volume("60s"), false);
            assertThat(restore.obstacles()).isEmpty();
            assertThat(restore.byHand())
                    .singleElement()
                    .asString()
                    .startsWith("claim from data-0 to " + RESTORED + "-data-0");
            assertThat(restoredClaims()).isEmpty();
            restore.prepare();
            StoreRestore next = restore(kept, entry, volume("60s"), false);
            next.prepare();

            assertThat(next.exchange()).contains(RESTORED + "-data-0").contains("bound");
            assertThat(restoredClaims()).singleElement().satisfies(claim -> {
                assertThat(claim.<String>get("spec", "dataSource", "kind")).isEqualTo("VolumeSnapshot");
                assertThat(claim.<String>get("spec", "storageClassName")).isEqualTo("fast-" + namespace);
                assertThat(claim.<String>get("spec", "resources", "requests", "storage"))
                        .isEqualTo("1Gi");
                assertThat(claim.<String>get("status", "phase")).isEqualTo("Bound");
            });
            next.discard();
            assertThat(restoredClaims()).isEmpty();
        }
    }

    @Test
    void aClaimOfThatNameThatComesFromElsewhereIsNotTakenForTheRestoredOne() {
        BackupEntry entry = backUp(volume("60s"));
        GenericKubernetesResource empty =
                Controller.object("v1", "PersistentVolumeClaim", RESTORED + "-data-0", namespace);
        empty.setAdditionalProperty(
                "spec",
                Map.of(
                        "accessModes",
                        List.of("ReadWriteOnce"),
                        "resources",
                        Map.of("requests", Map.of("storage", "1Gi"))));
        cluster.client().resource(empty).create();
        try (KeptBackups kept = kept()) {
            StoreRestore restore = restore(kept, entry, volume("5s"), false);

            assertThat(catchThrowableOfType(RunException.class, restore::prepare))
                    .hasMessageContaining("is not filled from VolumeSnapshot");
            restore.discard();
            assertThat(restoredClaims()).hasSize(1);
        }
    }

    @Test
    void aClassThatWaitsForAPodIsSaidAndNotAwaitedAndAnotherDriversIsRefused() {
        BackupEntry entry = backUp(volume("60s"));
        KubernetesClient client = cluster.client();
        GenericKubernetesResource made = client.genericKubernetesResources("storage.k8s.io/v1", "StorageClass")
                .withName("fast-" + namespace)
                .get();
        client.resource(made).delete();
        try (KeptBackups kept = kept()) {
            assertThat(restore(kept, entry, volume("5s"), false).obstacles())
                    .singleElement()
                    .asString()
                    .contains("which does not exist");
            Controller.storageClass(client, "fast-" + namespace, "csi.other", "Immediate");
            assertThat(restore(kept, entry, volume("5s"), false).obstacles())
                    .singleElement()
                    .asString()
                    .contains("csi.other");
            client.resource(made).delete();
            Controller.storageClass(client, "fast-" + namespace, "csi.test", "WaitForFirstConsumer");
            controller.fills(false);
            StoreRestore restore = restore(kept, entry, volume("5s"), false);
            assertThat(restore.notes()).anyMatch(note -> note.contains("WaitForFirstConsumer"));
            restore.prepare();

            assertThat(restore.exchange()).contains("when a pod mounts them");
            assertThat(restoredClaims()).hasSize(1);
        }
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

    private GenericKubernetesResource clusterNamed(String name) {
        return cluster.client()
                .genericKubernetesResources("postgresql.cnpg.io/v1", "Cluster")
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    @Test
    void aBackupGoesBackIntoANewClusterLikeTheOldOneAndARunThatComesAfterAKillMakesNoSecondOne() {
        controller.cluster(
                "shop",
                "True",
                Map.of(
                        "instances",
                        3,
                        "imageName",
                        "postgres:17.2",
                        "externalClusters",
                        List.of(Map.of("name", "old")),
                        "backup",
                        Map.of("barmanObjectStore", Map.of("destinationPath", "s3://b", "serverName", "shop")),
                        "bootstrap",
                        Map.of("initdb", Map.of("database", "shop", "owner", "seller"))));
        BackupEntry entry = backUp(cnpg("60s"));
        cluster.client().resource(clusterNamed("shop")).delete(); // the backup knows how it was made
        try (KeptBackups kept = kept()) {
            assertThat(restore(kept, entry, cnpg("60s"), true).obstacles())
                    .singleElement()
                    .asString()
                    .contains("--strategy new-instance");
            StoreRestore restore = restore(kept, entry, cnpg("60s"), false);
            assertThat(restore.obstacles()).isEmpty();
            restore.prepare();
            String uid = clusterNamed(RESTORED).getMetadata().getUid();
            StoreRestore next = restore(kept, entry, cnpg("60s"), false);

            assertThat(next.exchange()).contains(RESTORED + ", ready, not compared with the backup");
            GenericKubernetesResource made = clusterNamed(RESTORED);
            assertThat(made.getMetadata().getUid()).isEqualTo(uid);
            assertThat(made.<Integer>get("spec", "instances")).isEqualTo(3);
            assertThat(made.<String>get("spec", "imageName")).isEqualTo("postgres:17.2");
            assertThat(made.<Object>get("spec", "externalClusters")).isNull();
            assertThat(made.<String>get("spec", "backup", "barmanObjectStore", "serverName"))
                    .isEqualTo(RESTORED);
            assertThat(made.<Map<String, Object>>get("spec", "bootstrap")).containsOnlyKeys("recovery");
            assertThat(made.<String>get("spec", "bootstrap", "recovery", "owner"))
                    .isEqualTo("seller");
            assertThat(made.<Boolean>get("spec", "bootstrap", "recovery", "recoveryTarget", "targetImmediate"))
                    .isTrue();
            assertThat(next.byHand()).singleElement().asString().contains(RESTORED + "-rw");
            next.discard();
            assertThat(clusterNamed(RESTORED)).isNull();
        }
    }

    @Test
    void aClusterThatCannotRecoverFailsTheRestore() {
        controller.cluster("shop", "True");
        BackupEntry entry = backUp(cnpg("60s"));
        controller.backups("lost");
        try (KeptBackups kept = kept()) {
            StoreRestore restore = restore(kept, entry, cnpg("60s"), false);

            assertThat(catchThrowableOfType(RunException.class, restore::prepare))
                    .hasMessageContaining("unrecoverable state");
        }
    }

    @Test
    void aClusterOfThatNameThatComesFromElsewhereIsNotTakenForTheRestoredOne() {
        controller.cluster("shop", "True");
        BackupEntry entry = backUp(cnpg("60s"));
        controller.cluster(RESTORED, "True");
        try (KeptBackups kept = kept()) {
            StoreRestore restore = restore(kept, entry, cnpg("5s"), false);

            assertThat(catchThrowableOfType(RunException.class, restore::prepare))
                    .hasMessageContaining("is not the one that was asked for");
            restore.discard();
            assertThat(clusterNamed(RESTORED)).isNotNull();
        }
    }
}
