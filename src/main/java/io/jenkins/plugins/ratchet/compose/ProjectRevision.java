package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A version that a project was brought to, or was to be. Compose itself keeps no history.
 *
 * @param mark of the upgrade that made it; null where it was found running
 * @param at when it was begun, or first seen
 * @param services what was to run for each service, or was found running; empty where that is not known
 * @param changes by service, which of its variables, secrets and configs it changed, in words without values; empty where
 *     nothing is known
 * @param migration how its migration ended; null where that was not seen, or there is none
 * @param run of the Ratchet that makes it; null where none did
 * @param backTo the revision that a restore went back to with it; null where it is no restore's
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProjectRevision(
        int number,
        String version,
        State state,
        String mark,
        Instant at,
        Map<String, Rolled> services,
        Map<String, List<String>> changes,
        JobOutcome migration,
        InstallerRun run,
        Integer backTo) {

    /** How far it came, as it was last written down. */
    public enum State {
        /** Found running: Ratchet did not make it. */
        SEEN,
        BEGUN,
        DEPLOYED,
        FAILED
    }

    /**
     * What is to run for a service.
     *
     * @param image its name
     * @param imageId what the name means on the engine's machine
     * @param identity digest that its registry knows it by, else its id
     * @param hash of its configuration, as Compose computes it
     */
    public record Rolled(String image, String imageId, String identity, String hash) {}

    public ProjectRevision {
        services = services == null ? Map.of() : Map.copyOf(services);
        changes = changes == null ? Map.of() : Map.copyOf(changes);
    }

    /** What an upgrade makes. */
    public ProjectRevision(
            int number,
            String version,
            State state,
            String mark,
            Instant at,
            Map<String, Rolled> services,
            Map<String, List<String>> changes,
            JobOutcome migration,
            InstallerRun run) {
        this(number, version, state, mark, at, services, changes, migration, run, null);
    }

    static ProjectRevision seen(int number, String version, Instant at) {
        return new ProjectRevision(number, version, State.SEEN, null, at, null, null, null, null);
    }

    /** Without those that a restore went back from: who goes there again goes forward. */
    public static List<ProjectRevision> notLeft(List<ProjectRevision> remembered) {
        List<ProjectRevision> all = new ArrayList<>();
        for (ProjectRevision revision : remembered) {
            if (revision.backTo != null && revision.state == State.DEPLOYED) {
                all.removeIf(each -> each.number > revision.backTo);
            }
            all.add(revision);
        }
        return all;
    }

    ProjectRevision running(Map<String, Rolled> found) {
        return new ProjectRevision(number, version, state, mark, at, found, changes, migration, run, backTo);
    }

    ProjectRevision ended(State how) {
        return new ProjectRevision(number, version, how, mark, at, services, changes, migration, run, backTo);
    }

    ProjectRevision migrated(JobOutcome outcome) {
        return new ProjectRevision(number, version, state, mark, at, services, changes, outcome, run, backTo);
    }
}
