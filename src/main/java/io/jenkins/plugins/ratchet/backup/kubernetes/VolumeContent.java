package io.jenkins.plugins.ratchet.backup.kubernetes;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;

/**
 * What the manifest says about volume snapshots. One is restored by a new PersistentVolumeClaim whose {@code dataSource}
 * names the VolumeSnapshot, and where that was lost, by a VolumeSnapshotContent made from {@code driver} and {@code
 * handle}.
 */
record VolumeContent(List<VolumeSnapshots.Ready> snapshots) {

    static VolumeContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), VolumeContent.class);
    }
}
