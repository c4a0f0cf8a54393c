package io.jenkins.plugins.ratchet.backup.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;

/**
 * What the manifest says about a backup by CloudNativePG. It is restored by a new Cluster whose {@code
 * bootstrap.recovery.backup.name} is {@code name}, or, where the object was lost, from {@code destination} by {@code
 * serverName} and {@code backupId}.
 *
 * @param clusterUid of the Cluster it was taken of
 * @param snapshots of the method volumeSnapshot
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record CnpgContent(
        String name,
        String namespace,
        String uid,
        String cluster,
        String clusterUid,
        String method,
        String backupId,
        String backupName,
        String destination,
        String serverName,
        String startedAt,
        String stoppedAt,
        String beginWal,
        String endWal,
        String instance,
        List<VolumeSnapshots.Ready> snapshots) {

    CnpgContent {
        snapshots = snapshots == null ? List.of() : List.copyOf(snapshots);
    }

    static CnpgContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), CnpgContent.class);
    }
}
