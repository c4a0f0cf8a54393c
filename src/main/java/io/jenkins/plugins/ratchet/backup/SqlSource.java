package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;
import java.util.Optional;

/**
 * A PostgreSQL database whose backup is taken without SQL, where a connection is given all the same: over it the server
 * is identified, so that a backup of one server is never taken for that of another, and the schema's version is read.
 *
 * @param server what identifies the server
 * @param query for the schema's version; null where there is none
 */
public record SqlSource(Postgres postgres, DatabaseAddress address, String server, String query) {

    /**
     * Connects once; empty for other kinds, and where no connection is given.
     *
     * @throws RunException where the connection does not work
     */
    public static Optional<SqlSource> of(Postgres postgres, BackupRequest request) {
        Database database = request.database();
        if (database.kind() != Database.Kind.postgres || database.connection() == null) {
            return Optional.empty();
        }
        DatabaseAddress address = request.addresses().of(database);
        return Optional.of(new SqlSource(postgres, address, postgres.server(address), database.schemaVersion()));
    }

    public BackupManifest.Source source(String version, Long bytes) {
        return new BackupManifest.Source(
                server, version, address.namedHost(), address.namedPort(), address.database(), address.user(), bytes);
    }

    /** What the configured query answers now; null where there is none or it fails, which is noted. */
    public String schemaVersion(List<String> notes) {
        if (query == null) {
            return null;
        }
        try {
            return postgres.singleValue(address, query).orElse(null);
        } catch (RunException e) {
            notes.add("the schema's version could not be read: " + e.getMessage());
            return null;
        }
    }

    /**
     * Reads the schema's version again, after the backup.
     *
     * @param before what it was before
     * @throws RunException {@code FAILED} where it changed meanwhile
     */
    public void requireSameVersion(String before, String database) {
        if (query == null) {
            return;
        }
        String after = schemaVersion(new java.util.ArrayList<>());
        if (!java.util.Objects.equals(before, after)) {
            throw RunException.failed("database " + database + ": the schema's version was " + before
                    + " before the backup and is " + after + " after it: something migrates it right now");
        }
    }
}
