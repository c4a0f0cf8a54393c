package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.backup.postgres.PostgresRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;

/**
 * One database of a restore, with all that is needed to act.
 *
 * @param live where it is in use now
 * @param server where the backup is restored to; the same login as {@code live} in place
 * @param names as the record has them
 */
record Subject(
        Database database,
        BackupEntry entry,
        PostgresRestore backup,
        DatabaseAddress live,
        DatabaseAddress server,
        RestoredDatabase names) {

    /** By this the copy is known to hold what the manifest says. */
    String verifiedMark() {
        return "Ratchet: restored from the backup " + entry.manifestSha256() + " and compared with it";
    }

    String copyMark() {
        return "Ratchet: a backup is being restored here; it may be dropped while no restore is under way";
    }

    /** Where it is in use now, for people. */
    String present() {
        return place(live);
    }

    /** Where the backup goes to, for people. */
    String restored() {
        return place(server.withDatabase(names.name()));
    }

    private static String place(DatabaseAddress address) {
        return address.namedHost() + ":" + address.namedPort() + "/" + address.database();
    }

    Subject named(RestoredDatabase newNames) {
        return new Subject(database, entry, backup, live, server, newNames);
    }
}
