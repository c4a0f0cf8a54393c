package io.jenkins.plugins.ratchet.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-08-31T00:00:00Z");
    private static final String RELEASE = "ns/shop#1";
    private static final Predicate<KeptBackup> INTACT = backup -> true;

    private final List<KeptBackup> backups = new ArrayList<>();
    private UpgradeRecord record = UpgradeRecord.adopt("shop", "ns", null);

    private KeptBackup backup(String id, int daysOld, String release, String proof) {
        return backup(id, "main", daysOld, release, proof, false);
    }

    private KeptBackup backup(String id, String database, int daysOld, String release, String proof, boolean inUse) {
        BackupManifest manifest = new BackupManifest(
                1,
                database,
                "postgres",
                "dump",
                release,
                "upgrade-" + id,
                NOW.minus(Duration.ofDays(daysOld)),
                NOW,
                Duration.ZERO,
                new BackupManifest.Source("s", "15", null, null, database, "u", 1L),
                null,
                null,
                1,
                proof == null ? null : new BackupManifest.Proof(proof, null, null, Duration.ZERO, List.of(), List.of()),
                null,
                Map.of(),
                List.of());
        KeptBackup kept = new KeptBackup(id, "/b/" + id, "sha-" + id, manifest, inUse);
        backups.add(kept);
        return kept;
    }

    private BackupEntry entry(KeptBackup kept) {
        return new BackupEntry(
                kept.manifest().database(),
                "postgres",
                "dump",
                kept.location(),
                kept.manifestSha256(),
                "restore",
                "s",
                "main",
                kept.manifest().takenAt(),
                1,
                Duration.ZERO,
                null);
    }

    private static Upgrade upgrade(String id, BackupEntry entry) {
        return Upgrade.open(id, "me", new ReleaseVersion("shop", "1.0.0", "1.0.0", 1), NOW)
                .withBackups(List.of(entry));
    }

    private Map<String, String> decide(Integer count, Duration age, Predicate<KeptBackup> intact) {
        Map<String, String> reasons = new TreeMap<>();
        new Retention(record, RELEASE, new BackupPolicy.Retention(count, age, null), NOW)
                .decide(backups, intact)
                .forEach(decision -> reasons.put(decision.backup().id(), decision.goes() ? "goes" : decision.stays()));
        return reasons;
    }

    @Test
    void theNewestOfEachDatabaseAndTheYoungOnesStay() {
        backup("a", 1, RELEASE, "restore");
        backup("b", 20, RELEASE, "restore");
        backup("c", 40, RELEASE, "restore");
        backup("other", "other", 90, RELEASE, "restore", false);

        assertThat(decide(1, null, INTACT))
                .containsEntry("a", "among the newest 1 of main")
                .containsEntry("b", "goes")
                .containsEntry("c", "goes")
                .containsEntry("other", "among the newest 1 of other");
        assertThat(decide(1, Duration.ofDays(30), INTACT))
                .containsEntry("b", "younger than 30d")
                .containsEntry("c", "goes");
    }

    @Test
    void theLastProvenOneStaysHoweverOld() {
        backup("unproven", 1, RELEASE, null);
        backup("proven", 300, RELEASE, "restore");
        backup("older", 301, RELEASE, "restore");

        assertThat(decide(null, Duration.ofDays(30), INTACT))
                .containsEntry("proven", "the last proven and intact one of main")
                .containsEntry("older", "goes");
    }

    @Test
    void aSpoiledOneDoesNotCountAsTheLastProven() {
        KeptBackup spoiled = backup("spoiled", 1, RELEASE, "restore");
        backup("good", 40, RELEASE, "restore");
        backup("old", 50, RELEASE, "restore");

        assertThat(decide(1, null, backup -> backup != spoiled))
                .containsEntry("good", "the last proven and intact one of main")
                .containsEntry("old", "goes");
        assertThat(decide(1, null, backup -> false).values()).doesNotContain("goes");
    }

    @Test
    void whatTheOpenUpgradeOrARestoreNeedsStays() {
        backup("new", 1, RELEASE, "restore");
        KeptBackup open = backup("open", 60, RELEASE, "restore");
        KeptBackup restored = backup("restored", 61, RELEASE, "restore");
        backup("old", 62, RELEASE, "restore");
        record = record.close(upgrade("upgrade-restored", entry(restored)))
                .withOpen(upgrade("upgrade-open", entry(open)))
                .withRestoring(new Restore(
                        "upgrade-restored",
                        Restore.Strategy.IN_PLACE,
                        Restore.Step.COPYING,
                        "d",
                        "me",
                        NOW,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));

        assertThat(decide(1, null, INTACT))
                .containsEntry("open", "of the open upgrade upgrade-open")
                .containsEntry("restored", "the restore in progress needs it")
                .containsEntry("old", "goes");
    }

    @Test
    void whatIsNotKnownToBeOursStays() {
        backup("new", 1, RELEASE, "restore");
        backup("foreign", 90, "ns/shop#2", "restore");
        backup("nobody", 90, null, "restore");
        KeptBackup edited = backup("edited", 90, RELEASE, "restore");
        KeptBackup recorded = backup("recorded", 90, null, "restore");
        backup("busy", "main", 90, RELEASE, "restore", true);
        backups.add(new KeptBackup("unreadable", "/b/unreadable", "sha", null, false));
        BackupEntry truth = entry(edited);
        record = record.close(upgrade(
                        "upgrade-edited",
                        new BackupEntry(
                                truth.database(),
                                truth.kind(),
                                truth.method(),
                                truth.location(),
                                "another",
                                truth.proof(),
                                truth.server(),
                                truth.sourceDatabase(),
                                truth.takenAt(),
                                truth.bytes(),
                                truth.took(),
                                null)))
                .close(upgrade("upgrade-recorded", entry(recorded)));

        assertThat(decide(1, null, INTACT))
                .containsEntry("foreign", "of release ns/shop#2")
                .containsEntry("nobody", "it is not known whose it is")
                .containsEntry("edited", "its manifest is not the recorded one")
                .containsEntry("busy", "the run that takes it is still at work")
                .containsEntry("unreadable", "its manifest cannot be read")
                .containsEntry("recorded", "goes");
    }
}
