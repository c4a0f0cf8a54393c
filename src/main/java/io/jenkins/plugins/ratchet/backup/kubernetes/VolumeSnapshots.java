package io.jenkins.plugins.ratchet.backup.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.kubernetes.Objects.Kind;
import java.util.Optional;

/**
 * Reads VolumeSnapshots, and whether they are what they say.
 *
 * <p>Facts (snapshot.storage.k8s.io/v1, kubernetes-csi/external-snapshotter client/apis/volumesnapshot/v1/types.go): a
 * snapshot can be used once {@code status.readyToUse} is true; {@code status.error} is the last error and is cleared when
 * a later attempt succeeds; consumers must check that snapshot and content point at each other before they use either.
 */
final class VolumeSnapshots {
    private final Objects objects;

    VolumeSnapshots(Objects objects) {
        this.objects = objects;
    }

    /**
     * A snapshot that can be used.
     *
     * @param claim whose volume it is of
     * @param content the cluster's object for it
     * @param handle by which the storage system finds it
     * @param volumeHandle of the volume it was taken of; null where it is not told
     * @param createdAt as the storage system says
     * @param restoreSize a quantity; null where it is not told
     * @param deletionPolicy what becomes of it when its VolumeSnapshot is deleted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Ready(
            String name,
            String namespace,
            String uid,
            String claim,
            String content,
            String contentUid,
            String driver,
            String handle,
            String volumeHandle,
            String createdAt,
            String restoreSize,
            String deletionPolicy) {}

    /**
     * How a snapshot is.
     *
     * @param ready null while it is not
     * @param state in words
     * @param broken whether it will never be ready
     */
    record Look(Ready ready, String state, boolean broken) {
        private static Look waiting(String state) {
            return new Look(null, state, false);
        }

        private static Look broken(String state) {
            return new Look(null, state, true);
        }
    }

    /** Empty where there is no such object. */
    Optional<Look> look(String namespace, String name) {
        return objects.find(Kind.SNAPSHOT, namespace, name).map(snapshot -> look(namespace, name, snapshot));
    }

    private Look look(String namespace, String name, JsonNode snapshot) {
        JsonNode status = snapshot.path("status");
        String what = "VolumeSnapshot " + namespace + "/" + name;
        if (snapshot.path("metadata").hasNonNull("deletionTimestamp")) {
            return Look.broken(what + " is being deleted");
        }
        if (status.path("error").isObject()) {
            return Look.waiting(
                    what + " reports: " + status.path("error").path("message").asText("an error"));
        }
        if (!status.path("readyToUse").asBoolean(false)) {
            return Look.waiting(what + " is not ready to use");
        }
        String contentName = text(status, "boundVolumeSnapshotContentName");
        if (contentName == null) {
            return Look.broken(what + " says that it is ready, and is bound to no content");
        }
        Optional<JsonNode> content = objects.find(Kind.CONTENT, null, contentName);
        if (content.isEmpty()) {
            return Look.broken(what + " is bound to VolumeSnapshotContent " + contentName + ", which does not exist");
        }
        return bound(what, snapshot, content.get(), contentName);
    }

    private static Look bound(String what, JsonNode snapshot, JsonNode content, String contentName) {
        JsonNode metadata = snapshot.path("metadata");
        JsonNode reference = content.path("spec").path("volumeSnapshotRef");
        for (String key : new String[] {"name", "namespace", "uid"}) {
            if (!metadata.path(key).asText().equals(reference.path(key).asText())) {
                return Look.broken("VolumeSnapshotContent " + contentName + " does not point back at " + what + ": its "
                        + key + " is " + reference.path(key).asText("missing") + ", expected "
                        + metadata.path(key).asText());
            }
        }
        JsonNode status = content.path("status");
        if (status.path("error").isObject()) {
            return Look.waiting("VolumeSnapshotContent " + contentName + " reports: "
                    + status.path("error").path("message").asText("an error"));
        }
        String handle = text(status, "snapshotHandle");
        if (!status.path("readyToUse").asBoolean(false) || handle == null) {
            return Look.broken(what + " says that it is ready, but its content " + contentName + " "
                    + (handle == null ? "names no snapshot in the storage system" : "is not"));
        }
        return new Look(
                new Ready(
                        text(metadata, "name"),
                        text(metadata, "namespace"),
                        text(metadata, "uid"),
                        text(snapshot.path("spec").path("source"), "persistentVolumeClaimName"),
                        contentName,
                        text(content.path("metadata"), "uid"),
                        text(content.path("spec"), "driver"),
                        handle,
                        text(content.path("spec").path("source"), "volumeHandle"),
                        text(snapshot.path("status"), "creationTime"),
                        text(snapshot.path("status"), "restoreSize"),
                        text(content.path("spec"), "deletionPolicy")),
                what + " is ready",
                false);
    }

    /** Why a recorded snapshot cannot be relied upon any more; empty where it can. */
    Optional<String> defect(Ready recorded) {
        String what = "VolumeSnapshot " + recorded.namespace() + "/" + recorded.name();
        Optional<Look> now = look(recorded.namespace(), recorded.name());
        if (now.isEmpty()) {
            return Optional.of(what + " does not exist any more");
        }
        if (now.get().ready() == null) {
            return Optional.of(now.get().state());
        }
        Ready found = now.get().ready();
        return recorded.uid().equals(found.uid()) && recorded.handle().equals(found.handle())
                ? Optional.empty()
                : Optional.of(what + " is another one than was proven: " + found.handle() + ", expected "
                        + recorded.handle());
    }

    static String text(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isValueNode() && !value.isNull() && !value.asText().isBlank() ? value.asText() : null;
    }
}
