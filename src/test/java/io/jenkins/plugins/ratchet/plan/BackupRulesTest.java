package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.DEPLOYED;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.NOW;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.backup;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.begun;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code backup-proven}, {@code backup-by-hand} and {@code backup-intact}. */
class BackupRulesTest {
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(3));

    private static SituationBuilder with(BackupEntry... backups) {
        return fine().open(opened().withBackups(List.of(backups)));
    }

    private static String seen(SituationBuilder situation) {
        return situation.findings("backup-proven").get(0).seen();
    }

    @Test
    void without_an_open_upgrade_the_step_that_is_missing_is_named() {
        SituationBuilder situation = fine().open(null);
        assertThat(situation.refusals()).containsExactly("backup-proven");
        assertThat(seen(situation)).contains("metadata", "step backup has not run");
    }

    @Test
    void a_plan_only_tells_that_a_backup_is_still_to_be_made() {
        assertThat(fine().open(null).purpose(Purpose.PLAN).findings("backup-proven"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARN);
                    assertThat(finding.todo()).contains("ratchet backup");
                });
    }

    @Test
    void a_backup_is_not_asked_for_a_backup() {
        assertThat(fine().open(null).purpose(Purpose.BACKUP).findings()).isEmpty();
    }

    @Test
    void a_dump_that_was_not_proven_does_not_count() {
        assertThat(with(backup("metadata", NOW, null)).refusals()).containsExactly("backup-proven");
    }

    @Test
    void a_backup_of_another_database_does_not_count() {
        assertThat(with(backup("aiproxy", NOW)).refusals()).containsExactly("backup-proven");
    }

    @Test
    void every_required_database_needs_its_own() {
        SituationBuilder situation = fine().database("aiproxy", "postgres", true);
        assertThat(seen(situation)).contains("aiproxy");
    }

    @Test
    void a_database_that_the_live_values_switch_off_needs_none() {
        assertThat(fine().database("aiproxy", "postgres", false).refusals()).isEmpty();
    }

    @Test
    void a_backup_from_before_the_current_revision_does_not_count() {
        SituationBuilder situation = with(backup("metadata", DEPLOYED));
        situation.maxAge = Duration.ofDays(30);
        assertThat(seen(situation)).contains("before the current revision was deployed");
    }

    @Test
    void where_helm_does_not_say_when_the_revision_was_deployed_the_api_server_does() {
        SituationBuilder situation = with(backup("metadata", DEPLOYED));
        situation.maxAge = Duration.ofDays(30);
        situation.releases.clear();
        assertThat(seen(situation)).contains("before the current revision was deployed");
    }

    @Test
    void a_backup_that_is_too_old_does_not_count() {
        assertThat(seen(with(backup("metadata", NOW.minus(Duration.ofMinutes(24 * 60 + 1))))))
                .contains("24h1m old, more than backups.maxAge (24h)");
        assertThat(with(backup("metadata", NOW.minus(Duration.ofHours(24)))).refusals())
                .isEmpty();
    }

    @Test
    void the_age_that_the_configuration_allows_counts() {
        SituationBuilder situation = fine();
        situation.maxAge = Duration.ofMinutes(30);
        assertThat(seen(situation)).contains("1h old, more than backups.maxAge (30m)");
    }

    @Test
    void a_backup_of_another_server_does_not_count() {
        SituationBuilder situation = fine();
        situation.identities.put("metadata", "7002/metadata_db");
        assertThat(seen(situation)).contains("7001/metadata_db", "7002/metadata_db");
        situation.identities.put("metadata", "7001/metadata_db");
        assertThat(situation.refusals()).isEmpty();
    }

    @Test
    void of_several_backups_the_newest_counts() {
        assertThat(with(backup("metadata", LONG_AGO), backup("metadata", NOW)).refusals())
                .isEmpty();
    }

    @Test
    void once_begun_the_backup_from_before_counts_however_old() {
        assertThat(fine().open(begun(8, "1.8.0", backup("metadata", LONG_AGO))).refusals())
                .isEmpty();
    }

    @Test
    void once_begun_the_way_forward_stays_open_although_the_new_revision_is_deployed_by_now() {
        assertThat(fine().superseded()
                        .revision(864000, ReleaseStatus.DEPLOYED, "1.8.0", "26.8.0")
                        .open(begun(864000, "1.8.0", backup("metadata", LONG_AGO)))
                        .refusals())
                .isEmpty();
    }

    @Test
    void once_begun_a_backup_from_before_the_start_does_not_count_either() {
        assertThat(seen(fine().open(begun(8, "1.8.0", backup("metadata", DEPLOYED)))))
                .contains("before revision 7, from which the upgrade started, was deployed");
    }

    @Test
    void the_backup_of_an_upgrade_that_went_through_does_not_serve_the_next() {
        Upgrade upgraded = begun(8, "1.8.0", backup("metadata", LONG_AGO))
                .enter(UpgradeState.UPGRADED, null, NOW.minus(Duration.ofMinutes(20)));
        assertThat(fine().superseded()
                        .revision(864000, ReleaseStatus.DEPLOYED, "1.8.0", "26.8.0")
                        .open(upgraded)
                        .allow("step-order")
                        .refusals())
                .containsExactly("backup-proven");
    }

    @Test
    void a_store_that_cannot_be_backed_up_is_refused_even_in_a_plan_and_may_be_waived() {
        SituationBuilder situation =
                fine().database("documents", "mongodb", true).purpose(Purpose.PLAN);
        assertThat(situation.refusals()).containsExactly("backup-by-hand");
        assertThat(situation.findings("backup-by-hand").get(0).seen()).contains("documents", "mongodb");
        assertThat(situation.allow("backup-by-hand").refusals()).isEmpty();
    }

    @Test
    void an_answer_for_a_store_that_cannot_be_backed_up_says_nothing_about_the_others() {
        SituationBuilder situation = fine().open(null).database("documents", "mongodb", true);
        assertThat(situation.allow("backup-by-hand").refusals()).containsExactly("backup-proven");
    }

    @Test
    void files_that_changed_since_the_proof_are_refused() {
        SituationBuilder situation = fine();
        situation.defects.put(situation.open.backupOf("metadata").orElseThrow().location(), "file toc.dat was changed");
        assertThat(situation.findings("backup-intact"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("metadata", "toc.dat was changed"));
        assertThat(situation.allow("backup-intact").refusals()).isEmpty();
    }

    @Test
    void defects_of_backups_that_nothing_rests_on_do_not_matter() {
        SituationBuilder situation = fine();
        situation.defects.put("/backups/old", "gone");
        assertThat(situation.refusals()).isEmpty();
    }
}
