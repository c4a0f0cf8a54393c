package io.jenkins.plugins.ratchet.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpgradeRecordTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00.123456789Z");
    private static final ReleaseVersion FROM = new ReleaseVersion("carto", "1.7.0", "26.7.0", 7);

    private static BackupEntry backup(String database, Instant takenAt, String proof) {
        return new BackupEntry(
                database,
                "postgres",
                "dump",
                "/b/" + takenAt,
                "0a",
                proof,
                "7001",
                "db",
                takenAt,
                5,
                Duration.ofSeconds(9),
                null);
    }

    private static Upgrade full() {
        return Upgrade.open("20261121-100000-0001", "https://ci/job/7", FROM, AT)
                .withBackups(List.of(backup("metadata", AT, "restore"), backup("aiproxy", AT, null)))
                .towards(
                        FROM,
                        new ReleaseVersion("carto", "1.8.0", "26.8.0", null),
                        "sha256:00",
                        List.of(new WaiverUse("same-chart", "renamed", "the chart is …")),
                        Map.of("metadata", "version 7, catalog 0a0b"))
                .withHelm(new InstallerRun(
                        8, "host.boot.pid", 4711, AT.plusSeconds(61), AT.plusSeconds(3600), null, null, null))
                .enter(UpgradeState.UPGRADING, null, AT.plusSeconds(60))
                .withSchemaAfter(Map.of("metadata", "version 8, catalog 0c0d"))
                .fail(Upgrade.AT_UPGRADE, "hook Job migrate failed", AT.plusSeconds(120));
    }

    private static UpgradeRecord record() {
        return UpgradeRecord.adopt("carto", "shop", Mark.of(FROM))
                .close(full().deployedAs(8).enter(UpgradeState.VERIFIED, null, AT.plusSeconds(180)))
                .withOpen(full());
    }

    private static Restore restore(String id) {
        return new Restore(
                id,
                Restore.Strategy.IN_PLACE,
                Restore.Step.SWITCHING,
                "sha256:01",
                "job/8",
                AT,
                null,
                List.of(new RestoredDatabase("metadata", "/b", "0a", AT, "7001", "db", "copy", "kept")),
                Map.of("deployment/api", 3),
                Map.of(),
                null,
                null);
    }

    @Test
    void only_an_ended_restore_lowers_the_mark_and_its_upgrade_is_the_last_one() {
        UpgradeRecord half = record().withRestoring(restore(full().id()));
        assertThat(half.mark()).isEqualTo(record().mark());

        UpgradeRecord ended = half.restored(half.restoring().reinstalledAs(9), 9, AT.plusSeconds(500));

        assertThat(ended.mark().chartVersion()).isEqualTo(FROM.chartVersion());
        assertThat(ended.mark().revision()).isEqualTo(9);
        assertThat(ended.restoring()).isNull();
        assertThat(ended.open()).isNull();
        assertThat(ended.latest().orElseThrow().state()).isEqualTo(UpgradeState.RESTORED);
        assertThat(ended.latest().orElseThrow().restore().writers()).containsEntry("deployment/api", 3);
        assertThat(ended.past())
                .filteredOn(upgrade -> upgrade.id().equals(full().id()))
                .hasSize(1);
    }

    @Test
    void a_half_done_restore_survives_its_way_through_json() throws IOException {
        UpgradeRecord half = record().withRestoring(restore("u-1"));
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(half), UpgradeRecord.class))
                .isEqualTo(half);
    }

    @Test
    void a_record_survives_its_way_through_json() throws IOException {
        String json = Json.mapper().writeValueAsString(record());
        assertThat(Json.mapper().readValue(json, UpgradeRecord.class)).isEqualTo(record());
        assertThat(Json.mapper().writeValueAsString(Json.mapper().readValue(json, UpgradeRecord.class)))
                .isEqualTo(json);
    }

    @Test
    void a_record_of_format_1_stays_readable() throws IOException {
        try (InputStream saved = getClass().getResourceAsStream("/record/format-1.json")) {
            assertThat(Json.mapper().readValue(saved, UpgradeRecord.class)).isEqualTo(record());
        }
    }

    @Test
    void what_a_later_ratchet_adds_does_not_make_a_record_unreadable() throws IOException {
        UpgradeRecord read = Json.mapper()
                .readValue("{\"schema\": 1, \"release\": \"carto\", \"news\": {\"a\": 1}}", UpgradeRecord.class);
        assertThat(read.release()).isEqualTo("carto");
        assertThat(read.past()).isEmpty();
        assertThat(read.latest()).isEmpty();
    }

    @Test
    void only_the_newest_ended_upgrades_are_kept() {
        UpgradeRecord record = UpgradeRecord.adopt("carto", "shop", Mark.of(FROM));
        for (int i = 0; i < 25; i++) {
            record = record.close(Upgrade.open("id-" + i, "x", FROM, AT));
        }
        assertThat(record.past()).hasSize(UpgradeRecord.MAX_PAST);
        assertThat(record.past().get(0).id()).isEqualTo("id-5");
        assertThat(record.latest().orElseThrow().id()).isEqualTo("id-24");
    }

    @Test
    void a_message_is_cut_and_stays_so() {
        Upgrade cut = full().withMessage("x".repeat(5000));
        assertThat(cut.message()).hasSize(2001).endsWith("…");
        assertThat(cut.withMessage(cut.message())).isEqualTo(cut);
    }

    @Test
    void of_the_backups_of_a_database_the_newest_proven_one_counts() {
        Upgrade upgrade = Upgrade.open("id", "x", FROM, AT)
                .withBackups(List.of(backup("m", AT, "read")))
                .withBackups(List.of(backup("m", AT.plusSeconds(1), "restore")))
                .withBackups(List.of(backup("m", AT.plusSeconds(2), null)));
        assertThat(upgrade.backupOf("m").orElseThrow().takenAt()).isEqualTo(AT.plusSeconds(1));
        assertThat(upgrade.backupOf("other")).isEmpty();
    }

    @Test
    void once_begun_the_newest_from_before_the_first_attempt_counts() {
        Upgrade begun = Upgrade.open("id", "x", FROM, AT)
                .withBackups(List.of(backup("m", AT, "restore")))
                .enter(UpgradeState.UPGRADING, null, AT.plusSeconds(10))
                .fail(Upgrade.AT_UPGRADE, "why", AT.plusSeconds(20))
                .withBackups(List.of(backup("m", AT.plusSeconds(30), "restore")))
                .enter(UpgradeState.UPGRADING, null, AT.plusSeconds(40));
        assertThat(begun.backupOf("m").orElseThrow().takenAt()).isEqualTo(AT);
        Upgrade without = Upgrade.open("id", "x", FROM, AT)
                .enter(UpgradeState.UPGRADING, null, AT)
                .withBackups(List.of(backup("m", AT.plusSeconds(30), "restore")));
        assertThat(without.backupOf("m").orElseThrow().takenAt()).isEqualTo(AT.plusSeconds(30));
    }

    @Test
    void the_backup_from_before_the_migration_is_never_pushed_out_by_later_ones() {
        Upgrade upgrade = Upgrade.open("id", "x", FROM, AT)
                .withBackups(List.of(backup("m", AT, "restore")))
                .enter(UpgradeState.UPGRADING, null, AT.plusSeconds(10));
        for (int i = 20; i < 30; i++) {
            upgrade = upgrade.withBackups(List.of(backup("m", AT.plusSeconds(i), "restore")));
        }
        assertThat(upgrade.backupOf("m").orElseThrow().takenAt()).isEqualTo(AT);
        assertThat(upgrade.backups()).hasSizeLessThanOrEqualTo(Upgrade.MAX_BACKUPS_EACH + 1);
    }

    @Test
    void where_it_started_is_kept_once_it_has_begun() {
        ReleaseVersion later = FROM.withRevision(9);
        Upgrade planned = Upgrade.open("id", "x", FROM, AT).towards(later, FROM, "d", List.of(), Map.of("m", "2"));
        assertThat(planned.from()).isEqualTo(later);
        Upgrade begun = planned.withHelm(new InstallerRun(10, "h", 0, null, AT, null, null, null));
        assertThat(begun.towards(FROM, FROM, "d", List.of(), Map.of("m", "3")).from())
                .isEqualTo(later);
        assertThat(begun.towards(FROM, FROM, "d", List.of(), Map.of("m", "3")).schemaBefore())
                .containsEntry("m", "2");
    }

    @Test
    void each_part_of_the_mark_only_rises() {
        Comparator<String> order = Comparator.comparing((String text) -> Integer.parseInt(text.replace(".", "")));
        Mark mark = Mark.of(FROM);
        assertThat(mark.raisedBy(new ReleaseVersion("carto", "1.8.0", "26.6.0", 3), order, order))
                .isEqualTo(new Mark("carto", "1.8.0", "26.7.0", 7));
        assertThat(mark.raisedBy(new ReleaseVersion("carto", "1.6.0", "26.8.0", 9), order, order))
                .isEqualTo(new Mark("carto", "1.7.0", "26.8.0", 9));
        assertThat(mark.raisedBy(new ReleaseVersion("carto", "1.7.0", null, null), order, order))
                .isEqualTo(mark);
        assertThat(new Mark("carto", "1.7.0", null, 1)
                        .raisedBy(FROM, order, order)
                        .appVersion())
                .isEqualTo("26.7.0");
    }

    @Test
    void versions_that_cannot_be_compared_never_lower_the_mark() {
        Comparator<String> unreadable = (a, b) -> {
            throw new IllegalArgumentException("cannot be read");
        };
        assertThat(Mark.of(FROM).raisedBy(new ReleaseVersion("carto", "?", "?", 8), unreadable, unreadable))
                .isEqualTo(new Mark("carto", "1.7.0", "26.7.0", 8));
    }
}
