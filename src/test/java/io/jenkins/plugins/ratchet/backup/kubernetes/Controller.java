package io.jenkins.plugins.ratchet.backup.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays the CSI snapshotter and the CloudNativePG operator: writes status, truthfully or not. */
final class Controller implements AutoCloseable {
    private static final String SNAPSHOTS = "snapshot.storage.k8s.io/v1";
    private static final String POSTGRES = "postgresql.cnpg.io/v1";

    private final KubernetesClient client;
    private final String namespace;
    private final Thread thread = new Thread(this::run, "test-controller");
    private volatile boolean closed;
    private volatile String snapshotLie = "";
    private volatile String backupLie = "";
    private volatile boolean fills = true;

    Controller(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        thread.setDaemon(true);
    }

    static void installDefinitions(KubernetesClient client) throws InterruptedException {
        define(client, "snapshot.storage.k8s.io", "volumesnapshots", "VolumeSnapshot", "Namespaced");
        define(client, "snapshot.storage.k8s.io", "volumesnapshotcontents", "VolumeSnapshotContent", "Cluster");
        define(client, "postgresql.cnpg.io", "clusters", "Cluster", "Namespaced");
        define(client, "postgresql.cnpg.io", "backups", "Backup", "Namespaced");
    }

    private static void define(KubernetesClient client, String group, String plural, String kind, String scope)
            throws InterruptedException {
        GenericKubernetesResource definition = Serialization.unmarshal(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %2$s.%1$s
                  annotations: { api-approved.kubernetes.io: "https://github.com/kubernetes-csi/external-snapshotter/pull/814" }
                spec:
                  group: %1$s
                  scope: %4$s
                  names: { plural: %2$s, singular: %5$s, kind: %3$s }
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      subresources: { status: {} }
                      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
                """.formatted(group, plural, kind, scope, kind.toLowerCase(java.util.Locale.ROOT)),
                GenericKubernetesResource.class);
        try {
            client.resource(definition).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                client.genericKubernetesResources(group + "/v1", kind)
                        .inAnyNamespace()
                        .list();
                return;
            } catch (KubernetesClientException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError(kind + " is not served");
    }

    /** The class of the claims here. */
    static void storageClass(KubernetesClient client, String name, String provisioner, String mode) {
        GenericKubernetesResource made = object("storage.k8s.io/v1", "StorageClass", name, null);
        made.setAdditionalProperty("provisioner", provisioner);
        made.setAdditionalProperty("volumeBindingMode", mode);
        client.resource(made).create();
    }

    /** A claim on a CSI volume, bound: by the cluster's own controller, or where it has none, here. */
    static void claim(KubernetesClient client, String namespace, String name, String storageClass)
            throws InterruptedException {
        Map<String, Object> size = Map.of("storage", "1Gi");
        GenericKubernetesResource volume = object("v1", "PersistentVolume", "pv-" + namespace, null);
        volume.setAdditionalProperty(
                "spec",
                Map.of(
                        "capacity",
                        size,
                        "accessModes",
                        List.of("ReadWriteOnce"),
                        "persistentVolumeReclaimPolicy",
                        "Retain",
                        "storageClassName",
                        storageClass,
                        "claimRef",
                        Map.of("namespace", namespace, "name", name),
                        "csi",
                        Map.of("driver", "csi.test", "volumeHandle", "vol-1")));
        client.resource(volume).create();
        GenericKubernetesResource claim = object("v1", "PersistentVolumeClaim", name, namespace);
        claim.setAdditionalProperty(
                "spec",
                Map.of(
                        "accessModes",
                        List.of("ReadWriteOnce"),
                        "volumeName",
                        "pv-" + namespace,
                        "storageClassName",
                        storageClass,
                        "resources",
                        Map.of("requests", size)));
        client.resource(claim).create();
        for (int attempt = 0; attempt < 200; attempt++) {
            Thread.sleep(50);
            GenericKubernetesResource now = client.genericKubernetesResources("v1", "PersistentVolumeClaim")
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if ("Bound".equals(now.get("status", "phase"))) {
                return;
            }
            if (attempt > 20) {
                now.setAdditionalProperty("status", Map.of("phase", "Bound"));
                try {
                    client.resource(now).updateStatus();
                } catch (KubernetesClientException e) {
                    // Changed meanwhile: looked at again.
                }
            }
        }
        throw new AssertionError("the claim is not bound");
    }

    void snapshots(String lie) {
        snapshotLie = lie;
    }

    /** Whether volumes are made for claims that are to be filled from a snapshot. */
    void fills(boolean whether) {
        fills = whether;
    }

    void backups(String lie) {
        backupLie = lie;
    }

    void cluster(String name, String archiving) {
        cluster(name, archiving, Map.of("instances", 1));
    }

    void cluster(String name, String archiving, Map<String, Object> spec) {
        GenericKubernetesResource cluster = object(POSTGRES, "Cluster", name, namespace);
        cluster.setAdditionalProperty("spec", spec);
        GenericKubernetesResource made = client.resource(cluster).create();
        archiving(made, archiving);
    }

    private void archiving(GenericKubernetesResource cluster, String status) {
        cluster.setAdditionalProperty(
                "status",
                Map.of(
                        "conditions",
                        List.of(Map.of("type", "ContinuousArchiving", "status", status, "message", "test"))));
        client.resource(cluster).updateStatus();
    }

    void deleteSnapshots() {
        client.genericKubernetesResources(SNAPSHOTS, "VolumeSnapshot")
                .inNamespace(namespace)
                .delete();
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                client
                        .genericKubernetesResources(SNAPSHOTS, "VolumeSnapshot")
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream()
                        .filter(each -> !each.getAdditionalProperties().containsKey("status"))
                        .forEach(this::take);
                client.genericKubernetesResources(POSTGRES, "Backup").inNamespace(namespace).list().getItems().stream()
                        .filter(each -> !each.getAdditionalProperties().containsKey("status"))
                        .forEach(this::backUp);
                client.genericKubernetesResources(POSTGRES, "Cluster").inNamespace(namespace).list().getItems().stream()
                        .filter(each -> each.get("spec", "bootstrap", "recovery") != null)
                        .filter(each -> !"Cluster in healthy state".equals(each.get("status", "phase")))
                        .forEach(this::recover);
                client
                        .genericKubernetesResources("v1", "PersistentVolumeClaim")
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream()
                        .filter(each -> fills && each.get("spec", "dataSource") != null)
                        .filter(each -> !"Bound".equals(each.get("status", "phase")))
                        .filter(each ->
                                each.<String>get("spec", "storageClassName").startsWith("fast"))
                        .forEach(this::fill);
                Thread.sleep(100);
            } catch (KubernetesClientException e) {
                // Looked at again in a moment.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    static GenericKubernetesResource object(String apiVersion, String kind, String name, String namespace) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(apiVersion);
        object.setKind(kind);
        object.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        return object;
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void take(GenericKubernetesResource snapshot) {
        String name = snapshot.getMetadata().getName();
        String content = "snapcontent-" + snapshot.getMetadata().getUid();
        boolean made = !List.of("never", "error", "unbound", "nothing").contains(snapshotLie);
        if (made) {
            Map<String, Object> spec = new LinkedHashMap<>();
            spec.put("driver", "csi.test");
            spec.put("deletionPolicy", "Delete");
            spec.put("source", Map.of("volumeHandle", "vol-1"));
            spec.put(
                    "volumeSnapshotRef",
                    Map.of(
                            "name", name,
                            "namespace", namespace,
                            "uid",
                                    snapshotLie.equals("foreign")
                                            ? "another"
                                            : snapshot.getMetadata().getUid()));
            GenericKubernetesResource object = object(SNAPSHOTS, "VolumeSnapshotContent", content, null);
            object.setAdditionalProperty("spec", spec);
            GenericKubernetesResource stored = client.resource(object).create();
            Map<String, Object> status = new LinkedHashMap<>(Map.of("readyToUse", true));
            if (!snapshotLie.equals("nohandle")) {
                status.put("snapshotHandle", "snap-" + name);
            }
            stored.setAdditionalProperty("status", status);
            client.resource(stored).updateStatus();
        }
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("readyToUse", !snapshotLie.equals("never") && !snapshotLie.equals("error"));
        status.put("creationTime", snapshotLie.equals("old") ? "2020-01-01T00:00:00Z" : now());
        if (snapshotLie.equals("error")) {
            status.put("error", Map.of("message", "quota exceeded"));
        }
        if (!snapshotLie.equals("unbound")) {
            status.put("boundVolumeSnapshotContentName", content);
        }
        snapshot.setAdditionalProperty("status", status);
        client.resource(snapshot).updateStatus();
    }

    /** As a CSI provisioner does: a volume that refers to the claim. Then the binding, which a cluster may do faster. */
    private void fill(GenericKubernetesResource claim) {
        GenericKubernetesResource volume =
                object("v1", "PersistentVolume", "pvc-" + claim.getMetadata().getUid(), null);
        volume.setAdditionalProperty(
                "spec",
                Map.of(
                        "capacity",
                        claim.get("spec", "resources", "requests"),
                        "accessModes",
                        List.of("ReadWriteOnce"),
                        "persistentVolumeReclaimPolicy",
                        "Delete",
                        "storageClassName",
                        claim.get("spec", "storageClassName"),
                        "claimRef",
                        Map.of(
                                "namespace", namespace,
                                "name", claim.getMetadata().getName(),
                                "uid", claim.getMetadata().getUid()),
                        "csi",
                        Map.of(
                                "driver",
                                "csi.test",
                                "volumeHandle",
                                "vol-of-" + claim.<String>get("spec", "dataSource", "name"))));
        try {
            client.resource(volume).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
        claim.setAdditionalProperty("status", Map.of("phase", "Bound"));
        client.resource(claim).updateStatus();
    }

    /** As the operator tells it: first on its way, then ready, or never. */
    private void recover(GenericKubernetesResource cluster) {
        boolean known = cluster.get("status", "phase") != null;
        String phase = !known
                ? "Setting up primary"
                : backupLie.equals("lost")
                        ? "Cluster is in an unrecoverable state, needs manual intervention"
                        : "Cluster in healthy state";
        cluster.setAdditionalProperty(
                "status",
                Map.of(
                        "phase",
                        phase,
                        "conditions",
                        List.of(Map.of("type", "Ready", "status", phase.contains("healthy") ? "True" : "False"))));
        client.resource(cluster).updateStatus();
    }

    private void backUp(GenericKubernetesResource backup) {
        Map<String, Object> status = new LinkedHashMap<>();
        String phase =
                List.of("failed", "walArchivingFailing", "running").contains(backupLie) ? backupLie : "completed";
        status.put("phase", phase);
        status.put("startedAt", backupLie.equals("old") ? "2020-01-01T00:00:00Z" : now());
        status.put("stoppedAt", now());
        if (phase.equals("failed")) {
            status.put("error", "no space");
        }
        if (!backupLie.equals("nameless")) {
            status.put("backupId", "20261121T093015");
        }
        if (backupLie.equals("stops")) {
            archiving(
                    client.genericKubernetesResources(POSTGRES, "Cluster")
                            .inNamespace(namespace)
                            .withName("shop")
                            .get(),
                    "False");
        }
        backup.setAdditionalProperty("status", status);
        client.resource(backup).updateStatus();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
