package io.jenkins.plugins.ratchet.backup.postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.List;
import java.util.Map;

/**
 * What the backup of a PostgreSQL database holds, as its manifest tells it.
 *
 * @param locale collation and character classification, as far as the server version has them
 * @param roles that objects, privileges and policies of the database name; a dump refers to them and does not hold them
 * @param superuser the role that the source's server was made with; null in older manifests
 * @param fingerprint content of the source at the snapshot
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PostgresContent(
        String encoding, Map<String, String> locale, List<String> roles, String superuser, Fingerprint fingerprint) {
    private static final String USUAL_SUPERUSER = "postgres";

    String superuserOrUsual() {
        return superuser == null ? USUAL_SUPERUSER : superuser;
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
