package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Whether the upgrade needs a backup of a database, and why.
 *
 * @param required whether the live values of the release ask for it
 * @param reason the condition as it turned out, in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedDatabase(String name, String kind, boolean required, String reason, String note) {}
