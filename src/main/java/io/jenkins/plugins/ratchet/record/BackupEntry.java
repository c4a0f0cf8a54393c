package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;

/**
 * One backup of one database, as the record remembers it; the whole truth is in the manifest at its location.
 *
 * @param database name under {@code databases} in {@code ratchet.yaml}
 * @param kind data store, e.g. {@code postgres}
 * @param method how it was taken, e.g. {@code dump}
 * @param location directory that holds its {@code backup.json}
 * @param manifestSha256 SHA-256 of {@code backup.json}, lower-case hexadecimal
 * @param proof what was proven, e.g. {@code restore}; null where nothing was
 * @param server what identifies the server, for PostgreSQL its system identifier
 * @param sourceDatabase the database's own name on that server
 * @param takenAt moment of the snapshot
 * @param bytes size of the backup
 * @param took how long backup and proof took together
 * @param schemaVersion the schema's version at that moment; null where it cannot be read
 * @param quietSince from when to beyond {@code takenAt} the writers of all databases of the run were stopped; null where
 *     they went on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupEntry(
        String database,
        String kind,
        String method,
        String location,
        String manifestSha256,
        String proof,
        String server,
        String sourceDatabase,
        Instant takenAt,
        long bytes,
        Duration took,
        String schemaVersion,
        Instant quietSince) {

    public BackupEntry {
        method = method == null ? "dump" : method; // the only one there was when records did not name it
    }

    public BackupEntry(
            String database,
            String kind,
            String method,
            String location,
            String manifestSha256,
            String proof,
            String server,
            String sourceDatabase,
            Instant takenAt,
            long bytes,
            Duration took,
            String schemaVersion) {
        this(
                database,
                kind,
                method,
                location,
                manifestSha256,
                proof,
                server,
                sourceDatabase,
                takenAt,
                bytes,
                took,
                schemaVersion,
                null);
    }

    public boolean proven() {
        return proof != null;
    }
}
