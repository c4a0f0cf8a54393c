package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One revision, its payload decoded.
 *
 * @param description helm's own last word about it, e.g. {@code Rollback to 3}
 * @param values the chart's defaults and the user's values, merged as helm merges them
 * @param manifest rendered manifests without hooks
 * @param rollbackRevision the revision that a rollback went back to; null where it is none or helm does not say
 */
public record Release(
        String name,
        String namespace,
        int revision,
        ReleaseStatus status,
        String description,
        String chart,
        String chartVersion,
        String appVersion,
        Instant lastDeployed,
        JsonNode values,
        String manifest,
        List<Hook> hooks,
        Integer rollbackRevision) {
    /** Helm's own words, whole: a person's {@code --description} may well speak of a rollback. */
    private static final Pattern ROLLBACK = Pattern.compile("Rollback to (\\d{1,9})(?: \\(abandoned: .*)?");

    private static final Pattern FAILED_ROLLBACK = Pattern.compile("Rollback \".*\" failed: .*", Pattern.DOTALL);

    public Release {
        hooks = List.copyOf(hooks);
    }

    public ReleaseVersion version() {
        return new ReleaseVersion(chart, chartVersion, appVersion, revision);
    }

    /** The hook Jobs that an upgrade to this revision runs. */
    public List<Hook> upgradeJobs() {
        return hooks.stream().filter(Hook::upgradeJob).toList();
    }

    /** The revision that this one rolled back to; null where it came about in another way. */
    public Integer rolledBackTo() {
        if (rollbackRevision != null && rollbackRevision > 0) {
            return rollbackRevision;
        }
        Matcher matcher = ROLLBACK.matcher(description == null ? "" : description);
        return matcher.matches() ? Integer.valueOf(matcher.group(1)) : null;
    }

    /** Whether it came about by a rollback, be it one that failed: that may have replaced manifests too. */
    public boolean rollback() {
        return rolledBackTo() != null
                || (description != null && FAILED_ROLLBACK.matcher(description).matches());
    }
}
