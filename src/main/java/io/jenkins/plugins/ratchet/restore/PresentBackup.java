package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.record.BackupEntry;

/** Backs up what is in use before a restore overwrites it. */
@FunctionalInterface
public interface PresentBackup {
    /**
     * @param to where the backups of the release are
     * @param upgrade id of the upgrade that is being restored
     */
    BackupEntry take(Database database, String to, String upgrade);
}
