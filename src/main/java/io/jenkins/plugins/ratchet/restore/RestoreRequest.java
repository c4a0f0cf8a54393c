package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import java.util.List;
import java.util.Set;

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

    /** Whether this asks for that restore: by the digest of its plan, or by {@code --yes} and the same words. */
    boolean isOf(Restore ended) {
        if (approved != null) {
            return approved.equals(ended.digest());
        }
        List<String> names =
                ended.databases().stream().map(RestoredDatabase::database).toList();
        return yes
                && strategy == ended.strategy()
                && (databases.isEmpty() || Set.copyOf(databases).equals(Set.copyOf(names)));
    }

    boolean inPlace() {
        return strategy == Restore.Strategy.IN_PLACE;
    }
}
