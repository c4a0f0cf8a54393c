package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;

/**
 * One store of a restore that is no database of a PostgreSQL server.
 *
 * @param names as the record has them when the restore begins
 */
record StoreSubject(Database database, BackupEntry entry, StoreRestore restore, RestoredDatabase names) {

    String name() {
        return database.name();
    }
}
