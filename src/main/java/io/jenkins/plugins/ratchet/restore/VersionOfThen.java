package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The version that the backups belong to, which comes back once its databases are there. */
interface VersionOfThen {
    /** Its values; empty where nobody keeps them any more. */
    Optional<JsonNode> values();

    /** Where it comes from, in words. */
    String description();

    /** The hooks that run again with it. */
    default List<String> hooks() {
        return List.of();
    }

    /** The images that come back, a line each; empty where the chart says which. */
    default List<String> images() {
        return List.of();
    }

    /** What decides what comes back, beside its description. */
    default List<String> pinned() {
        return List.of();
    }

    /** What the reader of the plan should know. */
    default List<String> notes() {
        return List.of();
    }

    /**
     * What would make it fail once the databases are exchanged.
     *
     * @param subjects databases that are exchanged
     * @param repoint paths of the values that would change
     */
    List<Finding> obstacles(List<Subject> subjects, Set<String> repoint);

    /**
     * Has all of it on this machine, before anything is touched; a later run does it again.
     *
     * @throws io.jenkins.plugins.ratchet.outcome.RunException if something is missing; nothing was changed then
     */
    void fetch();
}
