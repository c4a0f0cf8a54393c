package io.jenkins.plugins.ratchet.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code backup.json}: what a backup is, where it is from, and what was proven about it. Written last; its presence
 * under the final name means that the backup is complete. It holds no secret.
 *
 * @param format version of this file's format, {@value #FORMAT}
 * @param database name under {@code databases} in {@code ratchet.yaml}
 * @param kind data store, {@code postgres}
 * @param method how it was taken, {@code dump}: pg_dump's directory format, below {@code dump/}
 * @param upgrade id of the upgrade it was taken for
 * @param takenAt moment of the snapshot by the server's clock; the fingerprint and the dump show this moment
 * @param finishedAt when the proof ended, by this machine's clock
 * @param took from the first connection to the end of the proof
 * @param schemaVersion what the configured query answered in the snapshot; null where there is none or it failed
 * @param bytes sum of the sizes of {@code files}, in bytes
 * @param roles that objects, privileges and policies of the database name; a dump refers to them and does not hold them
 * @param fingerprint content of the source at the snapshot
 * @param files every file but this one, by path from this file's directory, with slashes
 * @param notes what a reader of the backup should know, e.g. that roles could not be saved
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = false)
public record BackupManifest(
        int format,
        String database,
        String kind,
        String method,
        String upgrade,
        Instant takenAt,
        Instant finishedAt,
        Duration took,
        Source source,
        Client client,
        String schemaVersion,
        long bytes,
        Proof proof,
        List<String> roles,
        Fingerprint fingerprint,
        Map<String, FileState> files,
        List<String> notes) {

    static final int FORMAT = 1;
    static final String FILE_NAME = "backup.json";

    /**
     * The database it was taken from.
     *
     * @param server what identifies the server: PostgreSQL's system identifier, or {@code address:HOST:PORT} where that
     *     may not be read
     * @param version the server's, e.g. {@code 15.19}
     * @param database its own name on the server
     * @param user who read it
     * @param locale collation and character classification, as far as the server version has them
     * @param bytes size on the server's disk with indexes, in bytes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(
            String server,
            String version,
            String host,
            int port,
            String database,
            String user,
            String encoding,
            Map<String, String> locale,
            long bytes) {}

    /**
     * What took it.
     *
     * @param version of pg_dump and pg_restore
     * @param compression method and level, e.g. {@code gzip:1}
     * @param jobs parallel jobs of each
     */
    public record Client(String version, String compression, int jobs) {}

    /**
     * What was proven.
     *
     * @param method {@code restore}: restored into a scratch database and compared with the fingerprint; {@code read}:
     *     every byte of every file read by pg_restore, rows counted, nothing restored
     * @param server where it was restored; null for {@code read}
     * @param serverVersion its version; null for {@code read}
     * @param took how long the proof took
     * @param compared what was found equal to the source's
     * @param notes what the proof does not cover, and why
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Proof(
            String method,
            String server,
            String serverVersion,
            Duration took,
            List<String> compared,
            List<String> notes) {}

    /**
     * A file of the backup.
     *
     * @param bytes its size
     * @param sha256 lower-case hexadecimal
     */
    public record FileState(long bytes, String sha256) {}
}
