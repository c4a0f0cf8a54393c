package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The record as ConfigMap {@code ratchet-<release>} beside the release, written with compare-and-swap. */
public final class ConfigMapRecordStore implements RecordStore {
    private static final String KEY = "record.json";
    private static final String CHECKSUM = "ratchet.jenkins.io/sha256";

    /** Well below what an API object may hold, so that the record can always be read and written at once. */
    private static final int MAX_BYTES = 256 * 1024;

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
        try {
            UpgradeRecord record = Json.mapper().readValue(json, UpgradeRecord.class);
            if (record == null || record.schema() < 1) {
                return new Stored(null, version, "it is JSON, but not a record");
            }
            if (record.schema() > UpgradeRecord.SCHEMA) {
                return new Stored(null, version, "it was written by a newer Ratchet (format " + record.schema() + ")");
            }
            boolean intact = Sha256.of(json).equals(checksum);
            return new Stored(record, version, intact ? null : "it was edited: its checksum does not match");
        } catch (JsonProcessingException e) {
            return new Stored(null, version, "it is not readable: " + e.getOriginalMessage());
        }
    }

    @Override
    public Stored write(UpgradeRecord record, Stored previous) {
        UpgradeRecord kept = bounded(record.redacted(redaction));
        String json = toJson(kept);
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

    private static UpgradeRecord bounded(UpgradeRecord record) {
        UpgradeRecord shortened = record;
        while (toJson(shortened).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                && !shortened.past().isEmpty()) {
            shortened = shortened.shorter();
        }
        return shortened;
    }

    private static String toJson(UpgradeRecord record) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is always writable as JSON", e);
        }
    }

    private RunException failed(String what, KubernetesClientException e) {
        return RunException.unavailable(
                "the record ConfigMap " + namespace + "/" + objectName(release) + " cannot be " + what + ": "
                        + cluster.reason(e),
                e);
    }
}
