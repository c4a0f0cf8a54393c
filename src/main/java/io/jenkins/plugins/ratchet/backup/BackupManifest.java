package io.jenkins.plugins.ratchet.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
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
 * @param kind data store, e.g. {@code postgres}
 * @param method how it was taken, e.g. {@code dump}
 * @param release the release it is of: {@code NAMESPACE/RELEASE#UID}, where the last is the uid of its record; null in
 *     older manifests
 * @param upgrade id of the upgrade it was taken for
 * @param takenAt the moment whose state it holds, by the server's clock where it has one
 * @param finishedAt when the proof ended, by this machine's clock
 * @param took from the first connection to the end of the proof
 * @param schemaVersion what the configured query answered at that moment; null where there is none or it failed
 * @param bytes sum of the sizes of {@code files}, in bytes
 * @param content what is in it, in the terms of its kind
 * @param files every file but this one, by path from this file's directory, with slashes
 * @param proof null where nothing was proven
 * @param notes what a reader of the backup should know, e.g. that roles could not be saved
 * @param quiet while no writer ran; null where the writers went on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = false)
public record BackupManifest(
        int format,
        String database,
        String kind,
        String method,
        String release,
        String upgrade,
        Instant takenAt,
        Instant finishedAt,
        Duration took,
        Source source,
        Client client,
        String schemaVersion,
        long bytes,
        Proof proof,
        JsonNode content,
        Map<String, FileState> files,
        List<String> notes,
        Quiet quiet) {

    static final int FORMAT = 1;
    public static final String FILE_NAME = "backup.json";

    /**
     * The data store it was taken from.
     *
     * @param server what identifies the server, e.g. PostgreSQL's system identifier, or {@code address:HOST:PORT} where
     *     it has nothing of the kind
     * @param version the server's, e.g. {@code 15.19}
     * @param host null where the store is not reached by an address
     * @param database its own name on the server
     * @param user who read it
     * @param bytes size on the server's disk, in bytes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(
            String server, String version, String host, Integer port, String database, String user, Long bytes) {}

    /**
     * What took it.
     *
     * @param program e.g. {@code pg_dump}
     * @param version its version
     * @param compression method and level, e.g. {@code gzip:1}
     * @param jobs parallel jobs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Client(String program, String version, String compression, Integer jobs) {}

    /**
     * What was proven.
     *
     * @param method {@code restore}: restored and compared with what was captured; others, which show less, are told at
     *     {@link io.jenkins.plugins.ratchet.config.Database.Proof}
     * @param server where it was restored; null where it was not
     * @param serverVersion its version
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
     * The time for which the writers of all databases of the run were stopped; every one of them was captured in it.
     *
     * @param since when they were stopped, and nobody else was at the databases
     * @param until when that was found to be so still, after the last database was captured
     * @param stopped what was stopped, with what it had before
     * @param notes what could not be looked at
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Quiet(Instant since, Instant until, List<String> stopped, List<String> notes) {}

    /** As the other one, of databases whose writers went on. */
    public BackupManifest(
            int format,
            String database,
            String kind,
            String method,
            String release,
            String upgrade,
            Instant takenAt,
            Instant finishedAt,
            Duration took,
            Source source,
            Client client,
            String schemaVersion,
            long bytes,
            Proof proof,
            JsonNode content,
            Map<String, FileState> files,
            List<String> notes) {
        this(
                format,
                database,
                kind,
                method,
                release,
                upgrade,
                takenAt,
                finishedAt,
                took,
                source,
                client,
                schemaVersion,
                bytes,
                proof,
                content,
                files,
                notes,
                null);
    }

    /**
     * A file of the backup.
     *
     * @param bytes its size
     * @param sha256 lower-case hexadecimal
     */
    public record FileState(long bytes, String sha256) {}
}
