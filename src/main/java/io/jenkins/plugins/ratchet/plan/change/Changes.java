package io.jenkins.plugins.ratchet.plan.change;

import java.util.List;

/**
 * What the upgrade will change in the cluster.
 *
 * @param notes sentences about what changes
 */
public record Changes(List<String> notes) {
    public Changes {
        notes = notes == null ? List.of() : List.copyOf(notes);
    }
}
