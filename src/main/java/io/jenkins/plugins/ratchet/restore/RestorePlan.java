package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a restore would do, what it would lose; afterwards, what it did.
 *
 * @param from what is deployed; null where nothing is
 * @param to what is deployed again, the version that the backups belong to
 * @param digest {@code sha256:…} over all that was decided, not over what is being written meanwhile
 * @param writers workloads that are stopped meanwhile, with their replicas
 * @param chart where the matching chart comes from; null where the release is not touched
 * @param images that come back, a line each; empty where the chart says which
 * @param hooks of that chart, which helm runs again
 * @param repoint values that lead the release to the restored databases, by path
 * @param reason why not all stores are restored; null where all are
 * @param notes what the reader should know
 * @param done what was done, in order; empty while it is only a plan
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RestorePlan(
        String upgrade,
        Restore.Strategy strategy,
        ReleaseVersion from,
        ReleaseVersion to,
        String digest,
        List<Store> stores,
        List<String> writers,
        String chart,
        List<String> images,
        List<String> hooks,
        Map<String, String> repoint,
        String reason,
        List<String> notes,
        List<String> done) {

    /**
     * One store on its way back.
     *
     * @param takenAt the moment that it goes back to
     * @param present {@code host:port/database} that is in use now
     * @param restored {@code host:port/database} that is in use afterwards
     * @param kept the name under which what is in use now stays; null where it is not touched
     * @param lost what was written since the moment of the backup, as far as it can be counted
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Store(
            String database,
            String backup,
            Instant takenAt,
            long bytes,
            String proof,
            String present,
            String restored,
            String kept,
            List<String> lost) {

        public Store {
            lost = lost == null ? List.of() : List.copyOf(lost);
        }
    }

    public RestorePlan {
        stores = stores == null ? List.of() : List.copyOf(stores);
        writers = writers == null ? List.of() : List.copyOf(writers);
        images = images == null ? List.of() : List.copyOf(images);
        hooks = hooks == null ? List.of() : List.copyOf(hooks);
        repoint = repoint == null ? Map.of() : Map.copyOf(repoint);
        notes = notes == null ? List.of() : List.copyOf(notes);
        done = done == null ? List.of() : List.copyOf(done);
    }

    RestorePlan having(List<String> facts) {
        return new RestorePlan(
                upgrade, strategy, from, to, digest, stores, writers, chart, images, hooks, repoint, reason, notes,
                facts);
    }
}
