package io.jenkins.plugins.ratchet.backup.kubernetes;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.kubernetes.Objects.Kind;
import io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.Look;
import io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.Ready;
import io.jenkins.plugins.ratchet.config.VolumeSettings;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Claims that passed all checks, and their snapshots.
 *
 * <p>Snapshots that this run gives up are left and named, as {@code backup.snapshot.SnapshotCreation} says why.
 *
 * @param volumes PersistentVolume by claim
 * @param claims as they are now
 * @param sql null where it is not PostgreSQL or no connection is given
 */
record VolumeSubject(
        BackupContext context,
        BackupRequest request,
        Objects objects,
        String namespace,
        Map<String, String> volumes,
        List<VolumeClaim> claims,
        SqlSource sql)
        implements Store.Subject {

    private String name() {
        return request.name();
    }

    private VolumeSettings settings() {
        return request.database().volume();
    }

    @Override
    public String description() {
        return request.database().kind() + " on " + String.join(", ", volumes.keySet()) + " in namespace " + namespace
                + "; CSI snapshots";
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        List<String> notes = new ArrayList<>();
        String version = sql == null ? null : sql.schemaVersion(notes);
        Instant asked = context.clock().instant();
        List<Ready> ready = take();
        Instant first = null;
        Instant last = null;
        for (Ready each : ready) {
            Instant moment = Waiting.moment(
                    each.createdAt(),
                    "database " + name() + ": VolumeSnapshot " + each.name(),
                    asked,
                    context.clock().instant());
            first = first == null || moment.isBefore(first) ? moment : first;
            last = last == null || moment.isAfter(last) ? moment : last;
            requireVolume(each, notes);
            if ("Delete".equals(each.deletionPolicy())) {
                notes.add("who deletes VolumeSnapshot " + each.name() + " or its namespace deletes the snapshot too");
            }
        }
        if (ready.size() > 1) {
            notes.add("the volumes were not captured at one moment: the snapshots were taken within "
                    + Duration.between(first, last).toSeconds() + " s; stop the writers first where that matters");
        }
        notes.add(
                "a snapshot of a volume in use is what a power failure would leave: the store recovers when it starts");
        if (sql != null) {
            sql.requireSameVersion(version, name());
        }
        files.write(
                "snapshots.json", Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(ready));
        return new Captured(
                first,
                version,
                sql == null
                        ? new BackupManifest.Source(
                                String.join(",", volumes.values()),
                                null,
                                null,
                                null,
                                namespace + "/" + String.join(",", volumes.keySet()),
                                null,
                                null)
                        : sql.source(null, null),
                new BackupManifest.Client("VolumeSnapshot", "snapshot.storage.k8s.io/v1", null, null),
                new VolumeContent(ready, claims),
                notes,
                () -> prove(ready));
    }

    private List<Ready> take() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String claim : settings().claims()) {
            names.put(claim, Waiting.name(context.upgrade(), claim));
        }
        String left = "VolumeSnapshots that were asked for are left in namespace " + namespace + " ("
                + String.join(", ", names.values()) + "), nothing rests on them";
        Waiting waiting = new Waiting(context, name(), settings().timeout());
        names.forEach((claim, snapshot) -> waiting.until("asking for VolumeSnapshot " + snapshot, left, () -> {
            objects.create(Kind.SNAPSHOT, namespace, snapshot, labels(), spec(claim));
            return Optional.of(snapshot);
        }));
        VolumeSnapshots snapshots = new VolumeSnapshots(objects);
        List<Ready> ready = new ArrayList<>();
        names.values()
                .forEach(snapshot -> ready.add(
                        waiting.until("VolumeSnapshot " + snapshot, left, () -> ready(snapshots, snapshot, waiting))));
        return ready;
    }

    private Optional<Ready> ready(VolumeSnapshots snapshots, String snapshot, Waiting waiting) {
        Look look = snapshots
                .look(namespace, snapshot)
                .orElseThrow(() -> RunException.failed("database " + name() + ": VolumeSnapshot " + namespace + "/"
                        + snapshot + " vanished while it was being taken"));
        if (look.broken()) {
            throw RunException.failed("database " + name() + ": " + look.state());
        }
        waiting.note(look.state());
        return Optional.ofNullable(look.ready());
    }

    private Map<String, String> labels() {
        return Map.of("ratchet-upgrade", context.upgrade(), "ratchet-database", name());
    }

    private Map<String, Object> spec(String claim) {
        Map<String, Object> spec = new LinkedHashMap<>();
        if (settings().snapshotClass() != null) {
            spec.put("volumeSnapshotClassName", settings().snapshotClass());
        }
        spec.put("source", Map.of("persistentVolumeClaimName", claim));
        return spec;
    }

    /** The content names the volume in the storage system's words; the claim's volume must be that one. */
    private void requireVolume(Ready snapshot, List<String> notes) {
        String volume = volumes.get(snapshot.claim());
        Optional<String> handle;
        try {
            handle = objects.find(Kind.VOLUME, null, volume)
                    .map(found -> VolumeSnapshots.text(found.path("spec").path("csi"), "volumeHandle"));
        } catch (RunException e) {
            notes.add(
                    "that " + snapshot.name() + " is of volume " + volume + " could not be checked: " + e.getMessage());
            return;
        }
        if (snapshot.volumeHandle() != null
                && handle.isPresent()
                && !handle.get().equals(snapshot.volumeHandle())) {
            throw RunException.failed(
                    "database " + name() + ": VolumeSnapshot " + snapshot.name() + " is of the volume "
                            + snapshot.volumeHandle() + ", but claim " + snapshot.claim() + " is on " + handle.get());
        }
    }

    /** Looked up anew, by uid and handle. */
    private BackupManifest.Proof prove(List<Ready> ready) {
        long start = System.nanoTime();
        VolumeSnapshots snapshots = new VolumeSnapshots(objects);
        for (Ready each : ready) {
            snapshots.defect(each).ifPresent(defect -> {
                throw RunException.failed("database " + name() + ": " + defect);
            });
        }
        return new BackupManifest.Proof(
                "state",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of("ready to use", "bound content points back", "volume", "moment"),
                List.of("nothing was restored: that the snapshot can be restored is the storage system's word"));
    }
}
