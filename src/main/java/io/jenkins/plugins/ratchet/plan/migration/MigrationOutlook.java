package io.jenkins.plugins.ratchet.plan.migration;

import java.util.List;

/**
 * What the upgrade will do to the databases.
 *
 * @param notes sentences about the migrations
 */
public record MigrationOutlook(List<String> notes) {
    public MigrationOutlook {
        notes = notes == null ? List.of() : List.copyOf(notes);
    }
}
