package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The record as ConfigMap {@code ratchet-<release>} beside the release, written with compare-and-swap. */
public final class ConfigMapRecordStore implements RecordStore {
    private static final String KEY = "record.json";
    private static final String CHECKSUM = "ratchet.jenkins.io/sha256";

    /** Well below what an API object may hold, so that the record can always be read and written at once. */
    private static final int MAX_BYTES = 256 * 1024;

    private final Cluster cluster;
    private final String namespace;
    private final String release;

    public ConfigMapRecordStore(Cluster cluster, String namespace, String release) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.release = release;
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
            if (record.schema() > UpgradeRecord.SCHEMA) {
                return new Stored(null, version, "it was written by a newer Ratchet (format " + record.schema() + ")");
            }
            boolean intact = sha256(json).equals(checksum);
            return new Stored(record, version, intact ? null : "it was edited: its checksum does not match");
        } catch (JsonProcessingException e) {
            return new Stored(null, version, "it is not readable: " + e.getOriginalMessage());
        }
    }

    @Override
    public Stored write(UpgradeRecord record, Stored previous) {
        String json = bounded(record);
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(objectName(release))
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/managed-by", "ratchet")
                .addToAnnotations(CHECKSUM, sha256(json))
                .withResourceVersion(previous.version())
                .endMetadata()
                .addToData(KEY, json)
                .build();
        try {
            ConfigMap written = previous.version() == null
                    ? cluster.client().resource(map).create()
                    : cluster.client().resource(map).update();
            return new Stored(record, written.getMetadata().getResourceVersion(), null);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409 || e.getCode() == 404) {
                throw new RecordConflictException("ConfigMap " + namespace + "/" + objectName(release));
            }
            throw failed("written", e);
        }
    }

    private static String bounded(UpgradeRecord record) {
        UpgradeRecord shortened = record;
        String json = toJson(shortened);
        while (json.length() > MAX_BYTES && !shortened.past().isEmpty()) {
            shortened = shortened.shorter();
            json = toJson(shortened);
        }
        return json;
    }

    private static String toJson(UpgradeRecord record) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is always writable as JSON", e);
        }
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private RunException failed(String what, KubernetesClientException e) {
        return RunException.unavailable(
                "the record ConfigMap " + namespace + "/" + objectName(release) + " cannot be " + what + ": "
                        + cluster.reason(e),
                e);
    }
}
