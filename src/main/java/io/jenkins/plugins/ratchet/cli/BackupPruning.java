package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.Retention;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes the backups of a release that its configuration does not keep. */
final class BackupPruning {
    private final Session session;
    private final KeptBackups backups;
    private final String to;

    BackupPruning(Session session, KeptBackups backups, String to) {
        this.session = session;
        this.backups = backups;
        this.to = to;
    }

    /**
     * What goes and what stays.
     *
     * @param proven SHA-256 of the manifests of backups that this run has just proven
     */
    List<Retention.Decision> decide(Set<String> proven) {
        RecordStore.Stored stored = session.records().read();
        if (stored.record() == null || stored.defect() != null) {
            throw RunException.failed("the record of the release "
                    + (stored.record() == null ? "does not exist or cannot be read" : "cannot be trusted")
                    + (stored.defect() == null ? "" : ": " + stored.defect())
                    + "; it says which backups are needed, so nothing is removed without it");
        }
        Retention retention = new Retention(
                stored.record(),
                session.releaseIdentity(),
                session.config().backups().keep(),
                Instant.now());
        return retention.decide(
                backups.list(to),
                backup -> proven.contains(backup.manifestSha256())
                        || backups.damage(backup)
                                .map(damage -> {
                                    session.events().fact("prune", backup.id() + " is damaged: " + damage);
                                    return damage;
                                })
                                .isEmpty());
    }

    /** @param lock what was read under it stays true while it is held */
    BackupPruneCommand.Pruned run(Set<String> proven, UpgradeLock lock) {
        List<Retention.Decision> done = new ArrayList<>();
        for (Retention.Decision decision : decide(proven)) {
            if (!decision.goes()) {
                done.add(decision);
                continue;
            }
            lock.requireHeld("backups were removed");
            if (backups.remove(to, decision.backup())) {
                session.events().fact("prune", "removed " + decision.backup().id());
                done.add(decision);
            }
        }
        backups.removeLeftovers(to)
                .forEach(what -> session.events().fact("prune", "removed " + what + ", left by a run that died"));
        return BackupPruneCommand.pruned(to, done, true);
    }
}
