package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;

/**
 * One database to back up.
 *
 * @param database what {@code ratchet.yaml} says about it
 * @param address where it is
 * @param scratch where its scratch database is made for the proof {@code restore}; null for the same server and login
 */
public record BackupRequest(Database database, DatabaseAddress address, DatabaseAddress scratch) {

    String name() {
        return database.name();
    }

    DatabaseAddress scratchServer() {
        return scratch == null ? address : scratch;
    }
}
