package io.jenkins.plugins.ratchet.backup.postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the backup of a PostgreSQL database holds, as its manifest tells it.
 *
 * @param locale collation and character classification, as far as the server version has them
 * @param roles that objects, privileges and policies of the database name; a dump refers to them and does not hold them
 * @param superuser the role that the source's server was made with; null in older manifests
 * @param comparison version of the queries that described schema and ownership, see {@link Catalog}; null in older
 *     manifests, which are of version 1
 * @param fingerprint content of the source at the snapshot
 * @param job where the dump lies; null where it is among the backup's files
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostgresContent(
        String encoding,
        Map<String, String> locale,
        List<String> roles,
        String superuser,
        Integer comparison,
        Fingerprint fingerprint,
        JobDump job) {
    private static final String USUAL_SUPERUSER = "postgres";

    String superuserOrUsual() {
        return superuser == null ? USUAL_SUPERUSER : superuser;
    }

    /** The description of its source, with the two files of the backup that its hashes stand for. */
    SourceSnapshot.Description description(Path directory) throws IOException {
        return new SourceSnapshot.Description(
                fingerprint,
                Files.readAllLines(directory.resolve("schema.txt")),
                Files.readAllLines(directory.resolve("ownership.txt")),
                comparison == null ? 1 : comparison);
    }

    /** The database that it was, as far as a copy of it needs that. */
    SourceDatabase source(BackupManifest manifest) {
        BackupManifest.Source source = manifest.source();
        int major = Integer.parseInt(source.version().replaceFirst("\\D.*", ""));
        return new SourceDatabase(
                major,
                source.version(),
                source.database(),
                source.user(),
                encoding,
                locale,
                source.bytes(),
                source.bytes(),
                false);
    }

    public static PostgresContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), PostgresContent.class);
    }
}
