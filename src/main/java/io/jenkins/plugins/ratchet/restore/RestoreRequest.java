package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.record.Restore;
import java.util.List;

/**
 * What is asked of a restore.
 *
 * @param upgrade id of the upgrade whose backups are to be restored
 * @param databases only these; empty for all that the upgrade has a backup of
 * @param reason why not all stores of the product are restored; null where none was given
 * @param approved digest of the plan that was approved; null where none was
 * @param yes whether to go on without a digest
 * @param printOnly whether to lead the release nowhere, and only say which values would
 * @param startedBy build URL, or user and host
 */
public record RestoreRequest(
        String upgrade,
        Restore.Strategy strategy,
        List<String> databases,
        String reason,
        String approved,
        boolean yes,
        boolean printOnly,
        String startedBy) {

    public RestoreRequest {
        databases = List.copyOf(databases);
    }

    boolean inPlace() {
        return strategy == Restore.Strategy.IN_PLACE;
    }
}
