package io.jenkins.plugins.ratchet.backup.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * What the manifest says about volume snapshots. One is restored by a new PersistentVolumeClaim whose {@code dataSource}
 * names the VolumeSnapshot, and where that was lost, by a VolumeSnapshotContent made from {@code driver} and {@code
 * handle}.
 *
 * @param claims as they were at the time of the snapshots; empty in manifests from before this was written down
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record VolumeContent(List<VolumeSnapshots.Ready> snapshots, List<VolumeClaim> claims) {

    VolumeContent {
        snapshots = List.copyOf(snapshots);
        claims = claims == null ? List.of() : List.copyOf(claims);
    }

    static VolumeContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), VolumeContent.class);
    }

    Optional<VolumeClaim> claim(String name) {
        return claims.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
