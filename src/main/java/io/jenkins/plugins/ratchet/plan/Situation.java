package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.Mark;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the rules look at, read once: a rule decides, it does not ask anyone.
 *
 * @param releases the stored revisions, decoded, oldest first
 * @param mark the record's mark, or for a release without a record the one of its history; null where neither exists
 * @param target the chart to be deployed; null where a backup is all that is asked for
 * @param environment of this process
 * @param databases the declared databases and whether the live values ask for them
 * @param identities by database, {@code server/database} as found right now; absent where nobody asked the server
 * @param backupDefects by location of a backup, why it can no longer be relied upon; absent where it is intact
 * @param acknowledgedRollback the revision made by a rollback that the operator knows of and goes forward from; null
 *     where none was named
 * @param outlook what was looked at beyond the live state; {@link Outlook#NONE} where there is no target
 * @param lockHolder who holds the lock, in words; null where nobody else does
 */
public record Situation(
        Purpose purpose,
        Config config,
        ReleaseHistory history,
        List<Release> releases,
        RecordStore.Stored stored,
        Mark mark,
        ChartInfo target,
        Map<String, String> environment,
        List<ActiveJob> activeJobs,
        List<PlannedDatabase> databases,
        Map<String, String> identities,
        Map<String, String> backupDefects,
        String lockHolder,
        Integer acknowledgedRollback,
        Instant now,
        Outlook outlook) {

    /** The same situation, looked at further. */
    public Situation with(Outlook further) {
        return new Situation(
                purpose,
                config,
                history,
                releases,
                stored,
                mark,
                target,
                environment,
                activeJobs,
                databases,
                identities,
                backupDefects,
                lockHolder,
                acknowledgedRollback,
                now,
                further);
    }

    /** The newest revision that is deployed. */
    public Optional<Release> deployed() {
        return history.deployed().flatMap(meta -> release(meta.revision()));
    }

    public Optional<Release> newest() {
        return history.newest().flatMap(meta -> release(meta.revision()));
    }

    public Optional<Release> release(int revision) {
        return releases.stream()
                .filter(release -> release.revision() == revision)
                .findFirst();
    }

    /** Whether helm began to count anew, as after an uninstallation, so that recorded revisions say nothing. */
    public boolean reinstalled() {
        return mark != null && history.newest().map(RevisionMeta::revision).orElse(0) < mark.revision();
    }

    public Optional<UpgradeRecord> record() {
        return Optional.ofNullable(stored.record());
    }

    public Optional<Upgrade> open() {
        return record().flatMap(UpgradeRecord::current);
    }

    /** Values of the deployed release, defaults merged in; an empty object where nothing is deployed. */
    public JsonNode liveValues() {
        return deployed().map(Release::values).orElse(Json.mapper().createObjectNode());
    }

    /** How the product's own versions (appVersion) compare. */
    public VersionScheme appVersions() {
        return VersionScheme.of(config.versions());
    }

    /** How chart versions compare: helm demands semantic versions of them, whatever the product's scheme is. */
    public static VersionScheme chartVersions() {
        return VersionScheme.of(VersionPolicy.DEFAULT);
    }
}
