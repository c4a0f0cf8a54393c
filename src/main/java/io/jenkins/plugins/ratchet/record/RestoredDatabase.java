package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * One database of a restore.
 *
 * @param database name under {@code databases} in {@code ratchet.yaml}
 * @param location directory of the backup
 * @param manifestSha256 checksum of its manifest
 * @param takenAt the moment that it goes back to
 * @param server what identifies the server that it is restored to
 * @param name the name that the restored database has in the end
 * @param copy the name under which it is made; the same as {@code name} where nothing has to be exchanged
 * @param kept the name that the database in use until now gets, or where it was backed up before it was overwritten; null
 *     where that is not touched
 * @param begun since when what is in use may be overwritten; null until then, and where its server tells by names
 * @param done when it was in its place and compared; null until then, and where its server tells by names
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoredDatabase(
        String database,
        String location,
        String manifestSha256,
        Instant takenAt,
        String server,
        String name,
        String copy,
        String kept,
        Instant begun,
        Instant done) {

    /** A database whose server tells by names how far it is. */
    public RestoredDatabase(
            String database,
            String location,
            String manifestSha256,
            Instant takenAt,
            String server,
            String name,
            String copy,
            String kept) {
        this(database, location, manifestSha256, takenAt, server, name, copy, kept, null, null);
    }

    public RestoredDatabase copiedAs(String newCopy) {
        return new RestoredDatabase(
                database, location, manifestSha256, takenAt, server, name, newCopy, kept, begun, done);
    }

    public RestoredDatabase keptAs(String newKept) {
        return new RestoredDatabase(
                database, location, manifestSha256, takenAt, server, name, copy, newKept, begun, done);
    }

    public RestoredDatabase begunAt(Instant moment) {
        return new RestoredDatabase(
                database, location, manifestSha256, takenAt, server, name, copy, kept, moment, done);
    }

    public RestoredDatabase doneAt(Instant moment) {
        return new RestoredDatabase(
                database, location, manifestSha256, takenAt, server, name, copy, kept, begun, moment);
    }
}
