package io.jenkins.plugins.ratchet.record;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The record as ConfigMap {@code ratchet-<release>} beside the release, written with compare-and-swap. */
public final class ConfigMapRecordStore implements RecordStore {
    private static final String KEY = "record.json";
    private static final String CHECKSUM = "ratchet.jenkins.io/sha256";

    private final Cluster cluster;
    private final String namespace;
    private final String release;
    private final UnaryOperator<String> redaction;

    /**
     * @param redaction masks every secret that this run knows: messages quote helm and Jobs, which may say anything
     */
    public ConfigMapRecordStore(Cluster cluster, String namespace, String release, UnaryOperator<String> redaction) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.release = release;
        this.redaction = redaction;
    }

    /** Name of the ConfigMap, and of the Lease, of a release. */
    public static String objectName(String release) {
        return "ratchet-" + release;
    }

    @Override
    public Stored read() {
        ConfigMap map;
        try {
            map = cluster.client()
                    .configMaps()
                    .inNamespace(namespace)
                    .withName(objectName(release))
                    .get();
        } catch (KubernetesClientException e) {
            throw failed("read", e);
        }
        if (map == null) {
            return new Stored(null, null, null);
        }
        String version = map.getMetadata().getResourceVersion();
        String json = map.getData() == null ? null : map.getData().get(KEY);
        if (json == null) {
            return new Stored(null, version, "it has no key " + KEY);
        }
        Map<String, String> annotations = map.getMetadata().getAnnotations();
        String checksum = annotations == null ? null : annotations.get(CHECKSUM);
        return RecordText.read(json, version, checksum);
    }

    @Override
    public Stored write(UpgradeRecord record, Stored previous) {
        UpgradeRecord kept = RecordText.bounded(record.redacted(redaction));
        String json = RecordText.write(kept);
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(objectName(release))
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/managed-by", "ratchet")
                .addToAnnotations(CHECKSUM, Sha256.of(json))
                .withResourceVersion(previous.version())
                .endMetadata()
                .addToData(KEY, json)
                .build();
        try {
            ConfigMap written = previous.version() == null
                    ? cluster.client().resource(map).create()
                    : cluster.client().resource(map).update();
            return new Stored(kept, written.getMetadata().getResourceVersion(), null);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409 || (e.getCode() == 404 && previous.version() != null)) {
                throw new RecordConflictException("ConfigMap " + namespace + "/" + objectName(release));
            }
            throw failed("written", e);
        }
    }

    private RunException failed(String what, KubernetesClientException e) {
        return RunException.unavailable(
                "the record ConfigMap " + namespace + "/" + objectName(release) + " cannot be " + what + ": "
                        + cluster.reason(e),
                e);
    }
}
