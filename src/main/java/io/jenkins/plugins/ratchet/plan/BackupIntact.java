package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** The files of the backups that the upgrade rests on are still what was proven. */
final class BackupIntact implements Rule {
    @Override
    public String id() {
        return "backup-intact";
    }

    @Override
    public String purpose() {
        return "The files of the proven backups are where the record says, and still have the checksums that were"
                + " proven.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation.databases().stream()
                .filter(PlannedDatabase::required)
                .flatMap(database -> situation.open().flatMap(upgrade -> upgrade.backupOf(database.name())).stream())
                .filter(backup -> situation.backupDefects().containsKey(backup.location()))
                .map(backup -> Finding.block(
                        id(),
                        "the backup of database " + backup.database() + " is not accepted as proven: "
                                + situation.backupDefects().get(backup.location()),
                        "the files that were proven, unchanged, at " + backup.location(),
                        "run `ratchet backup` again; where the files were moved to safety on purpose, allow this rule"
                                + " with the place as the reason"))
                .toList();
    }
}
