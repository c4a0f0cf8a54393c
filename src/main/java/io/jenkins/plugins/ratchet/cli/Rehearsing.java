package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.MigrationPolicy;
import io.jenkins.plugins.ratchet.config.RehearsalPolicy;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.rehearsal.RehearsalRequest;
import io.jenkins.plugins.ratchet.rehearsal.Rehearsals;

/** {@code plan --rehearse}: finds the backup of the open upgrade, rehearses, and notes the result in the record. */
final class Rehearsing {
    private final Session session;

    Rehearsing(Session session) {
        this.session = session;
    }

    /** Under the lock: an upgrade that began meanwhile would find its record changed. */
    void run(ReleaseVersion target) {
        RehearsalPolicy policy = policy();
        Database database = database(policy);
        try (UpgradeLock lock = session.lock();
                KeptBackups kept = session.databases().kept()) {
            RecordStore.Stored stored = session.records().read();
            if (stored.defect() != null) {
                throw RunException.failed("the record cannot be trusted: " + stored.defect());
            }
            Upgrade open =
                    stored.record() == null ? null : stored.record().current().orElse(null);
            BackupEntry backup = backup(open, database.name());
            Rehearsal result = new Rehearsals(new Postgres(), session.events(), session.redaction(), session.stopped())
                    .run(new RehearsalRequest(
                            policy,
                            session.backupPolicy(),
                            session.databases().request(database, session.settings()),
                            backup,
                            kept.fetch(backup),
                            open.id(),
                            target,
                            session.directory()));
            lock.requireHeld("the rehearsal was noted");
            session.records().write(stored.record().withOpen(open.withRehearsal(result)), stored);
        }
    }

    private BackupEntry backup(Upgrade open, String database) {
        BackupEntry backup = open == null ? null : open.backupOf(database).orElse(null);
        if (backup == null) {
            throw RunException.usage("--rehearse needs a proven backup of database " + database
                    + " in the open upgrade; run `ratchet backup --to DIR` first");
        }
        if (!PostgresRestore.takes(backup)) {
            throw RunException.usage("--rehearse restores dumps; the backup of database " + database
                    + " was taken by method " + backup.method());
        }
        session.databases().defect(backup).ifPresent(defect -> {
            throw RunException.failed(
                    "the backup of database " + database + " can no longer be relied upon: " + defect);
        });
        return backup;
    }

    private RehearsalPolicy policy() {
        MigrationPolicy migrations = session.config().migrations();
        if (migrations == null || migrations.rehearsal() == null) {
            throw RunException.usage(
                    "--rehearse needs migrations.rehearsal.run in ratchet.yaml: the command that runs the"
                            + " new version's migrations");
        }
        return migrations.rehearsal();
    }

    private Database database(RehearsalPolicy policy) {
        return session.config().databases().stream()
                .filter(each -> each.kind() == Database.Kind.postgres)
                .filter(each -> policy.database() == null || each.name().equals(policy.database()))
                .findFirst()
                .orElseThrow(() -> RunException.usage("no PostgreSQL database is declared in ratchet.yaml"));
    }
}
