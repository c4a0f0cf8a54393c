package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.config.Database;

/**
 * Whether the upgrade needs a backup of a database, and why.
 *
 * @param method how it is backed up, a {@link io.jenkins.plugins.ratchet.config.Database.Method}
 * @param required whether the live values of the release ask for it
 * @param reason the condition as it turned out, in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedDatabase(String name, String kind, String method, boolean required, String reason, String note) {

    /** Whether Ratchet itself backs it up, and no person. */
    public boolean backedUpByRatchet() {
        return !Database.Method.manual.name().equals(method);
    }
}
