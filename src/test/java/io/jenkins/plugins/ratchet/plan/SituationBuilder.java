package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Preparation;
import io.jenkins.plugins.ratchet.config.TerraformSettings;
import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.config.Waiver;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Mark;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Transition;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.record.WaiverUse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A situation told fluently. It starts as one that every rule lets pass: release {@code shop/carto} at revision 7 of
 * chart 1.7.0, to go to 1.8.0, with a proven backup of its database in the open upgrade.
 */
final class SituationBuilder {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Instant DEPLOYED = NOW.minus(Duration.ofDays(10));
    static final String ID = "20261121-110000-0001";

    Purpose purpose = Purpose.UPGRADE;
    String kubeContext;
    TerraformSettings terraform;
    List<String> values = List.of();
    List<String> helmArgs = List.of();
    VersionPolicy versions;
    Duration maxAge;
    List<Preparation> prepare = List.of();
    final List<Waiver> allow = new ArrayList<>();
    final List<RevisionMeta> metas = new ArrayList<>();
    final List<Release> releases = new ArrayList<>();
    String defect;
    boolean recorded = true;
    Mark mark;
    final List<Upgrade> past = new ArrayList<>();
    Upgrade open;
    String chart = "carto";
    String chartReference = "carto/carto";
    String repository;
    String label;
    String manifest = "";
    Instant now = NOW;
    String chartSha = "aa";
    final ObjectNode metadata = Json.mapper().createObjectNode();
    Outlook outlook = Outlook.NONE;
    JsonNode liveValues = Json.mapper().createObjectNode();
    String toChart = "1.8.0";
    String toApp = "26.8.0";
    final Map<String, String> environment = new HashMap<>();
    final List<ActiveJob> jobs = new ArrayList<>();
    final List<PlannedDatabase> databases = new ArrayList<>();
    final Map<String, String> identities = new HashMap<>();
    final Map<String, String> defects = new HashMap<>();
    String holder;
    Integer afterRollback;

    static SituationBuilder fine() {
        return new SituationBuilder()
                .revision(7, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0")
                .mark("1.7.0", "26.7.0", 7)
                .database("metadata", "postgres", true)
                .open(opened().withBackups(List.of(backup("metadata", NOW.minus(Duration.ofHours(1))))));
    }

    /** The open upgrade before anything was done for it. */
    static Upgrade opened() {
        return Upgrade.open(
                ID, "job/42", new ReleaseVersion("carto", "1.7.0", "26.7.0", 7), NOW.minus(Duration.ofHours(2)));
    }

    /** The open upgrade after helm was started for a revision, and failed. */
    static Upgrade begun(int revision, String toChart, BackupEntry... backups) {
        Instant at = NOW.minus(Duration.ofMinutes(30));
        return opened().withBackups(List.of(backups))
                .towards(
                        opened().from(),
                        new ReleaseVersion("carto", toChart, null, null),
                        "sha256:0",
                        List.of(),
                        Map.of())
                .withHelm(new InstallerRun(revision, "elsewhere", 4711, at, at.plusSeconds(60), null, null, null))
                .enter(UpgradeState.UPGRADING, null, at)
                .fail(Upgrade.AT_UPGRADE, "hook Job migrate failed", at.plusSeconds(30));
    }

    static BackupEntry backup(String database, Instant takenAt) {
        return backup(database, takenAt, "restore");
    }

    static BackupEntry backup(String database, Instant takenAt, String proof) {
        return new BackupEntry(
                database,
                "postgres",
                "dump",
                "/backups/" + database + "-" + takenAt.getEpochSecond(),
                "00",
                proof,
                "7001",
                database + "_db",
                takenAt,
                1000,
                Duration.ofSeconds(3),
                null);
    }

    SituationBuilder purpose(Purpose asked) {
        purpose = asked;
        return this;
    }

    SituationBuilder to(String chartVersion, String appVersion) {
        toChart = chartVersion;
        toApp = appVersion;
        return this;
    }

    SituationBuilder versions(VersionPolicy.Scheme scheme, String... list) {
        versions = VersionPolicy.of(scheme, List.of(list));
        return this;
    }

    SituationBuilder args(String... arguments) {
        helmArgs = List.of(arguments);
        return this;
    }

    SituationBuilder environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    SituationBuilder allow(String rule) {
        allow.add(new Waiver(rule, "because"));
        return this;
    }

    SituationBuilder noRevisions() {
        metas.clear();
        releases.clear();
        return this;
    }

    SituationBuilder revision(int number, ReleaseStatus status, String chartVersion, String appVersion) {
        return revision(number, status, chartVersion, appVersion, "Upgrade complete", null);
    }

    SituationBuilder rollback(int number, ReleaseStatus status, int to, String chartVersion) {
        return revision(number, status, chartVersion, null, "Rollback to " + to, null);
    }

    SituationBuilder revision(
            int number,
            ReleaseStatus status,
            String chartVersion,
            String appVersion,
            String description,
            String ratchetMark) {
        metas.add(new RevisionMeta(
                "sh.helm.release.v1.carto.v" + number,
                number,
                status,
                ratchetMark == null ? Map.of() : Map.of(RatchetMark.LABEL, ratchetMark),
                DEPLOYED.plusSeconds(number),
                "uid-" + number,
                "" + number));
        releases.add(new Release(
                "carto",
                "shop",
                number,
                status,
                description,
                "carto",
                chartVersion,
                appVersion,
                DEPLOYED.plusSeconds(number),
                liveValues,
                manifest,
                List.of(),
                null));
        return this;
    }

    /** Revision 7 is no longer the deployed one. */
    SituationBuilder superseded() {
        noRevisions();
        return revision(7, ReleaseStatus.SUPERSEDED, "1.7.0", "26.7.0");
    }

    SituationBuilder mark(String chartVersion, String appVersion, int revision) {
        mark = new Mark("carto", chartVersion, appVersion, revision);
        return this;
    }

    SituationBuilder noRecord() {
        recorded = false;
        return this;
    }

    SituationBuilder open(Upgrade upgrade) {
        open = upgrade;
        return this;
    }

    /** The same release, stored in another cluster. */
    SituationBuilder elsewhere() {
        metas.replaceAll(meta -> new RevisionMeta(
                meta.object(),
                meta.revision(),
                meta.status(),
                meta.labels(),
                meta.created(),
                "elsewhere-" + meta.uid(),
                meta.resourceVersion()));
        return this;
    }

    /** A past upgrade that made a revision. */
    SituationBuilder past(String id, int revision, String... waivedRules) {
        Instant at = DEPLOYED;
        List<WaiverUse> waivers = List.of(waivedRules).stream()
                .map(rule -> new WaiverUse(rule, "because", "seen"))
                .toList();
        past.add(new Upgrade(
                id,
                "job/1",
                UpgradeState.VERIFIED,
                null,
                null,
                null,
                new ReleaseVersion("carto", "1.0." + revision, null, revision),
                null,
                List.of(),
                new InstallerRun(revision, "elsewhere", 1, at, at, null, null, null),
                null,
                Map.of(),
                Map.of(),
                waivers,
                List.of(new Transition(UpgradeState.VERIFIED, at)),
                null,
                null,
                null));
        return this;
    }

    SituationBuilder database(String name, String kind, boolean required) {
        databases.add(
                new PlannedDatabase(name, kind, kind.equals("postgres") ? "dump" : "manual", required, "always", null));
        return this;
    }

    Config config() {
        return new Config(
                null,
                null,
                null,
                terraform,
                null,
                "carto",
                "shop",
                kubeContext,
                chartReference,
                repository,
                values,
                helmArgs,
                versions,
                List.of(DatabaseFixture.postgres("metadata")),
                maxAge == null ? null : new BackupPolicy(maxAge, null, null, null),
                prepare,
                null,
                null,
                null,
                null,
                null,
                null,
                allow,
                null);
    }

    Situation build() {
        UpgradeRecord record = recorded ? new UpgradeRecord(1, "carto", "shop", mark, open, past, null, null) : null;
        return new Situation(
                purpose,
                config(),
                new ReleaseHistory(metas),
                releases,
                new RecordStore.Stored(record, recorded ? "12" : null, defect),
                mark,
                purpose == Purpose.BACKUP
                        ? null
                        : new ChartInfo(Path.of("c"), chart, toChart, toApp, label, metadata, chartSha),
                environment,
                jobs,
                databases,
                identities,
                defects,
                holder,
                afterRollback,
                now,
                outlook);
    }

    List<Finding> findings() {
        return Rules.evaluate(build());
    }

    /** What one rule says. */
    List<Finding> findings(String rule) {
        return findings().stream()
                .filter(finding -> finding.rule().equals(rule))
                .toList();
    }

    /** Ids of the rules that refuse. */
    List<String> refusals() {
        return findings().stream()
                .filter(Finding::blocks)
                .map(Finding::rule)
                .distinct()
                .toList();
    }
}
