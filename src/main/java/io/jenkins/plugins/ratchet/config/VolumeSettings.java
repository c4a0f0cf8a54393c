package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** CSI snapshots of the volumes that a data store lives on. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VolumeSettings(
        @JsonPropertyDescription("PersistentVolumeClaims of the data store, all of them.")
        List<String> claims,

        @JsonPropertyDescription("Namespace of the claims; the release's by default.")
        String namespace,

        @JsonPropertyDescription("VolumeSnapshotClass; the cluster's default by default.")
        String snapshotClass,

        @JsonPropertyDescription("How long all snapshots together may take to become ready; 30m by default.")
        Duration timeout) {

    public VolumeSettings {
        claims = Config.copy(claims);
        timeout = timeout == null ? Duration.ofMinutes(30) : timeout;
    }
}
