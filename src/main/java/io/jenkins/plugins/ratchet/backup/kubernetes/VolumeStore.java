package io.jenkins.plugins.ratchet.backup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.kubernetes.Objects.Kind;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.VolumeSettings;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Any data store in the cluster, by CSI snapshots of the volumes that it lives on. */
public final class VolumeStore implements Store {
    private final Postgres postgres;
    private final Objects objects;
    private final String namespace;

    /** @param namespace the release's */
    public VolumeStore(Postgres postgres, Cluster cluster, String namespace) {
        this.postgres = postgres;
        this.objects = new Objects(cluster);
        this.namespace = namespace;
    }

    @Override
    public boolean takes(String kind, String method) {
        return method.equals(Database.Method.volume.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        VolumeSettings settings = request.database().volume();
        String where = settings.namespace() == null ? namespace : settings.namespace();
        String who = "database " + request.name() + ": ";
        TreeMap<String, String> volumes = new TreeMap<>();
        List<VolumeClaim> claims = new ArrayList<>();
        for (String claim : settings.claims()) {
            JsonNode found = objects.find(Kind.CLAIM, where, claim)
                    .orElseThrow(() -> RunException.usage(
                            who + "there is no PersistentVolumeClaim " + claim + " in namespace " + where));
            String volume = VolumeSnapshots.text(found.path("spec"), "volumeName");
            if (volume == null
                    || !"Bound".equals(found.path("status").path("phase").asText())) {
                throw RunException.usage(who + "PersistentVolumeClaim " + where + "/" + claim
                        + " is bound to no volume, so there is nothing to take a snapshot of");
            }
            volumes.put(claim, volume);
            claims.add(VolumeClaim.of(found));
        }
        if (!objects.knows(Kind.SNAPSHOT, where)) {
            throw RunException.unavailable(who + "the cluster knows no VolumeSnapshots (snapshot.storage.k8s.io/v1):"
                    + " install the snapshot controller and a CSI driver that takes snapshots");
        }
        return new VolumeSubject(
                context,
                request,
                objects,
                where,
                volumes,
                claims,
                SqlSource.of(postgres, request).orElse(null));
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return Optional.of(new VolumeRestore(task, objects));
    }

    /** Objects that cannot be looked up are no proof. */
    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return defect(manifest);
    }

    @Override
    public Optional<String> defect(BackupManifest manifest) {
        VolumeSnapshots snapshots = new VolumeSnapshots(objects);
        try {
            return VolumeContent.of(manifest).snapshots().stream()
                    .map(snapshots::defect)
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (RunException e) {
            return Optional.of(
                    "the snapshots cannot be looked up, so nothing says that they still exist: " + e.getMessage());
        }
    }
}
