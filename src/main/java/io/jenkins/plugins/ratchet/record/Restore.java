package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A restore of the databases of an upgrade: what a run that comes after a crash cannot find out by looking. How far each
 * database is, the servers themselves tell, by the names written down here before anything is made under them.
 *
 * @param upgrade id of the upgrade whose backups are restored
 * @param digest of the plan that it follows
 * @param reason why not all stores of the upgrade are restored; null where all are
 * @param writers replicas of every workload before it was stopped, by {@code deployment/NAME} and the like; for a
 *     cronjob 1 where it was not suspended
 * @param repoint values that lead the release to the restored databases, by path; empty where they keep their names
 * @param helm the helm that reinstalls the matching chart; null until then
 * @param revision the revision that was reinstalled; null until then
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Restore(
        String upgrade,
        Strategy strategy,
        Step step,
        String digest,
        String startedBy,
        Instant startedAt,
        String reason,
        List<RestoredDatabase> databases,
        Map<String, Integer> writers,
        Map<String, String> repoint,
        InstallerRun helm,
        Integer revision) {

    /** How the restored databases take the place of the present ones. */
    public enum Strategy {
        /** Beside the present ones, under names or on servers of their own; the release is led there. */
        @JsonProperty("new-instance")
        NEW_INSTANCE("new-instance"),
        /** In the place of the present ones, which stay under another name. */
        @JsonProperty("in-place")
        IN_PLACE("in-place");

        private final String word;

        Strategy(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** How far it is; each is written before what it names begins. */
    public enum Step {
        /** Backups are restored beside the present databases and compared; nothing that is in use is touched. */
        @JsonProperty("copying")
        COPYING("copying"),
        /** Writers are stopped, sessions ended, names exchanged. */
        @JsonProperty("switching")
        SWITCHING("switching"),
        /** The restored databases are in place; the matching chart is installed. */
        @JsonProperty("reinstalling")
        REINSTALLING("reinstalling");

        private final String word;

        Step(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public Restore {
        databases = databases == null ? List.of() : List.copyOf(databases);
        writers = writers == null ? Map.of() : Map.copyOf(writers);
        repoint = repoint == null ? Map.of() : Map.copyOf(repoint);
    }

    public Optional<RestoredDatabase> database(String name) {
        return databases.stream().filter(each -> each.database().equals(name)).findFirst();
    }

    public Restore with(List<RestoredDatabase> newDatabases) {
        return new Restore(
                upgrade,
                strategy,
                step,
                digest,
                startedBy,
                startedAt,
                reason,
                newDatabases,
                writers,
                repoint,
                helm,
                revision);
    }

    public Restore at(Step newStep) {
        return new Restore(
                upgrade, strategy, newStep, digest, startedBy, startedAt, reason, databases, writers, repoint, helm,
                revision);
    }

    public Restore withWriters(Map<String, Integer> replicas) {
        return new Restore(
                upgrade, strategy, step, digest, startedBy, startedAt, reason, databases, replicas, repoint, helm,
                revision);
    }

    public Restore withRepoint(Map<String, String> values) {
        return new Restore(
                upgrade, strategy, step, digest, startedBy, startedAt, reason, databases, writers, values, helm,
                revision);
    }

    public Restore withHelm(InstallerRun run) {
        return new Restore(
                upgrade, strategy, step, digest, startedBy, startedAt, reason, databases, writers, repoint, run,
                revision);
    }

    public Restore reinstalledAs(int newRevision) {
        return new Restore(
                upgrade,
                strategy,
                step,
                digest,
                startedBy,
                startedAt,
                reason,
                databases,
                writers,
                repoint,
                helm,
                newRevision);
    }
}
