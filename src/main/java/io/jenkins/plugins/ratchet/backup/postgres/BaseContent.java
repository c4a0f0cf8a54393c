package io.jenkins.plugins.ratchet.backup.postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.json.Json;
import java.time.Instant;
import java.util.Map;

/**
 * What the copy of a whole PostgreSQL server holds, as its manifest tells it.
 *
 * <p>A restore unpacks {@code base/base.tar.gz} into an empty directory of a machine with the same major version, {@code
 * base/pg_wal.tar.gz} into {@code pg_wal} in that, looks at both with pg_verifybackup, and starts the server.
 *
 * @param major version of the server, which alone can open it
 * @param superuser the role that the server was made with
 * @param end by the server's clock, when the copy was complete; it holds what was committed before it began, and of what
 *     was committed until then a part
 * @param bytes of the server's data, unpacked
 * @param databases all that one can connect to, but templates; empty where nothing was read of them
 */
public record BaseContent(
        int major, String superuser, Instant end, long bytes, int comparison, Map<String, Interval> databases) {

    /**
     * One database before and after the copy was made.
     *
     * @param after null where it is the same
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Interval(Fingerprint before, Fingerprint after) {
        static Interval of(Fingerprint before, Fingerprint after) {
            return new Interval(before, before.equals(after) ? null : after);
        }

        Fingerprint afterwards() {
            return after == null ? before : after;
        }
    }

    static BaseContent of(BackupManifest manifest) {
        return Json.mapper().convertValue(manifest.content(), BaseContent.class);
    }
}
