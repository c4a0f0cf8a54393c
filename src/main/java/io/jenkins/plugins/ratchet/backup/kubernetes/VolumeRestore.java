package io.jenkins.plugins.ratchet.backup.kubernetes;

import static io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.kubernetes.Objects.Kind;
import io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.Ready;
import io.jenkins.plugins.ratchet.config.VolumeSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Volume snapshots go back into new claims; those in use are not touched. The claims' names follow from the one in the
 * record, so that no run makes others.
 *
 * <p>Facts (Kubernetes: volume snapshots, storage classes): a claim with a {@code dataSource} is filled by the CSI driver
 * that took the snapshot, in the snapshot's own namespace; it must not be smaller than the snapshot; a class that waits
 * for the first consumer makes no volume before a pod mounts the claim.
 */
final class VolumeRestore implements StoreRestore {
    private static final String LABEL = "ratchet-restored";
    private static final int LONGEST_NAME = 253;

    private final RestoreTask task;
    private final Objects objects;
    private final VolumeSnapshots snapshots;
    private final VolumeContent content;

    VolumeRestore(RestoreTask task, Objects objects) {
        this.task = task;
        this.objects = objects;
        this.snapshots = new VolumeSnapshots(objects);
        this.content = VolumeContent.of(task.manifest());
    }

    private String namespace() {
        return content.snapshots().get(0).namespace();
    }

    private List<String> claims() {
        return content.snapshots().stream().map(Ready::claim).toList();
    }

    /** The claim that a snapshot goes into. */
    private String target(Ready snapshot) {
        String name = task.name() + "-" + snapshot.claim();
        return name.length() <= LONGEST_NAME
                ? name
                : task.name() + "-" + content.snapshots().indexOf(snapshot);
    }

    private List<String> targets() {
        return content.snapshots().stream().map(this::target).toList();
    }

    /** As it was when the snapshot was taken; where that was not written down, as it is now. */
    private Optional<VolumeClaim> model(Ready snapshot) {
        return content.claim(snapshot.claim())
                .or(() -> objects.find(Kind.CLAIM, snapshot.namespace(), snapshot.claim())
                        .map(VolumeClaim::of));
    }

    @Override
    public List<String> obstacles() {
        if (task.inPlace()) {
            return List.of("a volume snapshot goes into a new claim only, because a claim in use cannot be filled anew;"
                    + " use --strategy new-instance for all stores");
        }
        List<String> found = new ArrayList<>();
        for (Ready snapshot : content.snapshots()) {
            Optional<VolumeClaim> model = model(snapshot);
            if (model.isEmpty()) {
                found.add("claim " + snapshot.claim() + " does not exist any more, and the backup does not say of what"
                        + " storage class it was; restore VolumeSnapshot " + snapshot.name() + " by hand, and name the"
                        + " others with --database and the reason with --reason");
            } else {
                unfit(snapshot, model.get()).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<String> unfit(Ready snapshot, VolumeClaim model) {
        String what = "claim " + snapshot.claim();
        if (model.storageClass() == null) {
            return Optional.of(what + " has no storage class, so nothing can make a volume from VolumeSnapshot "
                    + snapshot.name() + "; restore it by hand");
        }
        Optional<JsonNode> found = objects.find(Kind.STORAGE_CLASS, null, model.storageClass());
        if (found.isEmpty()) {
            return Optional.of(
                    what + " is of StorageClass " + model.storageClass() + ", which does not exist; make it");
        }
        String provisioner = text(found.get(), "provisioner");
        return snapshot.driver() == null || snapshot.driver().equals(provisioner)
                ? Optional.empty()
                : Optional.of(what + " is of StorageClass " + model.storageClass() + ", whose volumes " + provisioner
                        + " makes, but VolumeSnapshot " + snapshot.name() + " was taken by " + snapshot.driver());
    }

    @Override
    public String present() {
        return "claims " + String.join(", ", claims()) + " in namespace " + namespace();
    }

    @Override
    public String restored() {
        return "claims " + String.join(", ", targets()) + " in namespace " + namespace();
    }

    @Override
    public boolean named() {
        return true;
    }

    @Override
    public List<String> lost() {
        return List.of("writes since " + task.manifest().takenAt() + " stay in the claims that are in use now");
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add("what is in the new claims of database " + task.database() + " is compared with nothing: the store"
                + " recovers from it when it starts, as after a power failure");
        content.snapshots().stream()
                .filter(this::waitsForConsumer)
                .forEach(
                        snapshot -> notes.add(
                                "claim " + target(snapshot) + " gets its volume only when a pod mounts it"
                                        + " (WaitForFirstConsumer); until then nothing shows that the snapshot can be restored"));
        return notes;
    }

    private boolean waitsForConsumer(Ready snapshot) {
        return model(snapshot)
                .flatMap(model -> objects.find(Kind.STORAGE_CLASS, null, model.storageClass()))
                .filter(found -> "WaitForFirstConsumer".equals(text(found, "volumeBindingMode")))
                .isPresent();
    }

    @Override
    public List<String> byHand() {
        return content.snapshots().stream()
                .map(snapshot -> "claim from " + snapshot.claim() + " to " + target(snapshot)
                        + " in what mounts it (often a value existingClaim); a StatefulSet with volumeClaimTemplates"
                        + " takes claims by its own names only")
                .toList();
    }

    @Override
    public boolean overwrites() {
        return false;
    }

    @Override
    public void prepare() {
        Waiting waiting = new Waiting(task.context(), "restore", task.database(), limit());
        String left =
                "claims that were asked for are left in namespace " + namespace() + ": " + String.join(", ", targets());
        for (Ready snapshot : content.snapshots()) {
            waiting.until("asking for claim " + target(snapshot), left, () -> {
                ask(snapshot);
                return Optional.of(snapshot);
            });
        }
        for (Ready snapshot : content.snapshots()) {
            if (!waitsForConsumer(snapshot)) {
                waiting.until("claim " + target(snapshot), left, () -> bound(snapshot, waiting));
            }
        }
    }

    private Duration limit() {
        VolumeSettings settings = task.request().database().volume();
        return settings == null ? Duration.ofMinutes(30) : settings.timeout();
    }

    /** Asks for a claim, once; the snapshot is looked at again before. */
    private void ask(Ready snapshot) {
        if (objects.find(Kind.CLAIM, namespace(), target(snapshot)).isEmpty()) {
            snapshots.defect(snapshot).ifPresent(defect -> {
                throw RunException.failed("database " + task.database() + ": " + defect);
            });
            objects.create(
                    Kind.CLAIM,
                    namespace(),
                    target(snapshot),
                    Map.of(LABEL, task.context().upgrade(), "ratchet-database", task.database()),
                    model(snapshot).orElseThrow().filledFrom(snapshot));
        }
        requireOurs(claim(snapshot), snapshot);
    }

    private JsonNode claim(Ready snapshot) {
        return objects.find(Kind.CLAIM, namespace(), target(snapshot))
                .orElseThrow(() -> RunException.failed("database " + task.database() + ": claim " + target(snapshot)
                        + " vanished while it was being filled"));
    }

    /** An API server that does not know the snapshot's kind drops the source, and the claim would come up empty. */
    private void requireOurs(JsonNode claim, Ready snapshot) {
        JsonNode source = claim.path("spec").path("dataSource");
        if (!ours(claim) || !snapshot.name().equals(text(source, "name"))) {
            throw RunException.failed("database " + task.database() + ": claim " + target(snapshot)
                    + " is not filled from VolumeSnapshot " + snapshot.name() + ", but from "
                    + (source.isObject() ? source.path("kind").asText() + " " + text(source, "name") : "nothing"));
        }
    }

    private boolean ours(JsonNode claim) {
        return task.context().upgrade().equals(text(claim.path("metadata").path("labels"), LABEL));
    }

    private Optional<String> bound(Ready snapshot, Waiting waiting) {
        JsonNode claim = claim(snapshot);
        String phase = claim.path("status").path("phase").asText("Pending");
        waiting.note("claim " + target(snapshot) + " is " + phase);
        if (phase.equals("Lost")) {
            throw RunException.failed(
                    "database " + task.database() + ": claim " + target(snapshot) + " lost its volume");
        }
        return phase.equals("Bound") ? Optional.of(phase) : Optional.empty();
    }

    @Override
    public String exchange() {
        prepare();
        return "claims " + String.join(", ", targets()) + " in namespace " + namespace()
                + (content.snapshots().stream().anyMatch(this::waitsForConsumer)
                        ? ", which get their volumes when a pod mounts them"
                        : ", bound")
                + "; lead the workloads there";
    }

    /** What a pod uses meanwhile Kubernetes keeps until that is gone. */
    @Override
    public void discard() {
        for (Ready snapshot : content.snapshots()) {
            try {
                objects.find(Kind.CLAIM, namespace(), target(snapshot))
                        .filter(this::ours)
                        .ifPresent(found -> objects.delete(Kind.CLAIM, namespace(), target(snapshot)));
            } catch (RunException e) {
                task.context()
                        .events()
                        .fact(
                                "restore",
                                task.database() + ": claim " + target(snapshot) + " could not be deleted ("
                                        + e.getMessage() + "); delete it by hand, nothing rests on it");
            }
        }
    }
}
