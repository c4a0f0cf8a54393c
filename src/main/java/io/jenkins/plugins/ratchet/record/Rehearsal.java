package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What came out when a version's migrations were run on a copy of a database.
 *
 * @param database name under {@code databases} in {@code ratchet.yaml}
 * @param backup SHA-256 of the manifest of the backup that the copy was made of
 * @param target the version whose migrations were run
 * @param took how long they ran
 * @param failure why they count as failed; null where they ran to their end
 * @param changes what they dropped, renamed, retyped and tightened, the first ones in words
 * @param changed how many changes there were of these kinds
 * @param added how many objects are new
 * @param locks the longest locks that kept others from writing or reading, in words
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rehearsal(
        String database,
        String backup,
        ReleaseVersion target,
        Instant at,
        Duration took,
        String failure,
        List<String> changes,
        int changed,
        int added,
        List<String> locks) {
    private static final int MOST_LINES = 40;
    private static final int LONGEST_LINE = 200;

    public Rehearsal {
        failure = failure == null || failure.length() <= 2 * LONGEST_LINE
                ? failure
                : failure.substring(0, 2 * LONGEST_LINE);
        changes = bounded(changes);
        locks = bounded(locks);
    }

    /** Whether it says something about going to this version from this backup. */
    public boolean isOf(ReleaseVersion version, BackupEntry entry) {
        return target.chart().equals(version.chart())
                && target.chartVersion().equals(version.chartVersion())
                && Objects.equals(target.appVersion(), version.appVersion())
                && backup.equals(entry.manifestSha256());
    }

    private static List<String> bounded(List<String> lines) {
        return lines == null
                ? List.of()
                : lines.stream()
                        .limit(MOST_LINES)
                        .map(line -> line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…")
                        .toList();
    }
}
