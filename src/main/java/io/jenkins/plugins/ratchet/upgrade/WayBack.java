package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What a way back from an upgrade would be, and what it would lose. */
final class WayBack {
    private final Upgrade upgrade;

    WayBack(Upgrade upgrade) {
        this.upgrade = upgrade;
    }

    /** In the words in which vendors sort it; what is not known is taken for the worst. */
    String scenario(Advice.Direction direction, boolean uncertain, Optional<MigrationOutlook> planned) {
        if (direction == Advice.Direction.RESTORE) {
            return "1, no schema difference: the databases are as they were, a way back needs no restore of them";
        }
        if (!uncertain && planned.filter(MigrationOutlook::configured).isPresent()) {
            return planned.get().scenario() + ", by the migrations of both versions: "
                    + planned.get().cost();
        }
        return uncertain
                ? "3, integrity at risk: it is not known what was committed, so a way back needs every data store restored"
                : "3, integrity at risk: the schema has changed, so a way back needs every data store restored";
    }

    /** By data store, everything since its backup. */
    List<String> lost() {
        return upgrade.backups().stream()
                .map(BackupEntry::database)
                .distinct()
                .map(upgrade::backupOf)
                .flatMap(Optional::stream)
                .map(backup -> backup.database() + ": everything written since "
                        + backup.takenAt().truncatedTo(ChronoUnit.SECONDS) + ", when its backup was taken (proof: "
                        + (backup.proof() == null ? "none" : backup.proof()) + ", at " + backup.location() + ")")
                .toList();
    }
}
