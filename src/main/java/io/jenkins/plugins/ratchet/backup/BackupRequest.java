package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.Addresses;

/**
 * One data store to back up.
 *
 * @param database what {@code ratchet.yaml} says about it
 * @param addresses resolves its connection settings
 */
public record BackupRequest(Database database, Addresses addresses) {

    public String name() {
        return database.name();
    }
}
