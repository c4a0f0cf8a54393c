package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.ID;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.NOW;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.backup;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.begun;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rollbacks behind Ratchet's back, by {@code no-rollback}. */
class RollbackTest {
    /** 7 was upgraded to 8 by Ratchet, and rolled back as 9. */
    private static SituationBuilder rolledBack() {
        SituationBuilder situation = fine().mark("1.8.0", "26.8.0", 8).to("1.8.0", "26.8.0");
        situation.noRevisions();
        return situation
                .revision(7, ReleaseStatus.SUPERSEDED, "1.7.0", "26.7.0")
                .revision(8, ReleaseStatus.SUPERSEDED, "1.8.0", "26.8.0")
                .rollback(9, ReleaseStatus.DEPLOYED, 7, "1.7.0")
                .past("20261101-100000-0001", 8);
    }

    @Test
    void a_rollback_after_a_recorded_upgrade_is_refused_and_says_how_to_go_on() {
        assertThat(rolledBack().findings("no-rollback")).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains("revision 9 is a rollback to 7", "1.7.0");
            assertThat(finding.todo()).contains("1.8.0 or newer", "--after-rollback 9");
        });
    }

    @Test
    void a_rollback_cannot_be_waived() {
        assertThat(rolledBack().allow("no-rollback").refusals()).contains("no-rollback");
    }

    @Test
    void a_rollback_is_told_without_any_record() {
        assertThat(rolledBack().noRecord().refusals()).contains("no-rollback");
    }

    @Test
    void who_names_the_rollback_and_goes_forward_may_go_on() {
        SituationBuilder situation = rolledBack();
        situation.afterRollback = 9;
        assertThat(situation.findings("no-rollback"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARN));
    }

    @Test
    void naming_another_revision_does_not_help() {
        SituationBuilder situation = rolledBack();
        situation.afterRollback = 8;
        assertThat(situation.refusals()).contains("no-rollback");
    }

    @Test
    void naming_the_rollback_does_not_make_the_old_version_a_target() {
        SituationBuilder situation = rolledBack().to("1.7.0", "26.7.0");
        situation.afterRollback = 9;
        assertThat(situation.refusals()).contains("no-rollback", "version-not-older");
    }

    @Test
    void the_advised_revision_is_the_one_that_is_accepted_although_others_followed() {
        SituationBuilder situation = rolledBack();
        situation.releases.remove(2);
        situation.metas.remove(2);
        situation
                .rollback(9, ReleaseStatus.SUPERSEDED, 7, "1.7.0")
                .revision(10, ReleaseStatus.DEPLOYED, "1.8.0", "26.8.0");
        assertThat(situation.findings("no-rollback"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.todo()).contains("--after-rollback 9"));
        situation.afterRollback = 9;
        assertThat(situation.refusals()).doesNotContain("no-rollback");
    }

    @Test
    void a_rollback_that_a_recorded_upgrade_has_answered_is_history() {
        assertThat(rolledBack()
                        .revision(10, ReleaseStatus.DEPLOYED, "1.8.0", "26.8.0")
                        .past("20261102-100000-0001", 10)
                        .findings("no-rollback"))
                .isEmpty();
    }

    @Test
    void a_backup_opened_since_does_not_make_ratchet_forget_the_last_upgrade() {
        SituationBuilder situation = rolledBack()
                .revision(10, ReleaseStatus.DEPLOYED, "1.8.0", "26.8.0")
                .open(opened().withBackups(List.of(backup("metadata", NOW))));
        assertThat(situation.refusals()).contains("no-rollback");
    }

    @Test
    void a_rollback_in_the_place_of_the_revision_that_ratchet_was_about_to_make_is_seen() {
        assertThat(fine().superseded()
                        .rollback(8, ReleaseStatus.DEPLOYED, 6, "1.6.0")
                        .open(begun(8, "1.8.0", backup("metadata", NOW)))
                        .refusals())
                .contains("no-rollback");
    }

    @Test
    void a_rollback_after_a_reinstallation_is_seen_although_helm_counts_anew() {
        SituationBuilder situation = fine().mark("1.7.0", "26.7.0", 7).past("20261101-100000-0001", 7);
        situation.noRevisions();
        assertThat(situation
                        .revision(1, ReleaseStatus.SUPERSEDED, "1.7.0", "26.7.0")
                        .revision(2, ReleaseStatus.SUPERSEDED, "1.7.0", "26.7.0")
                        .rollback(3, ReleaseStatus.DEPLOYED, 1, "1.7.0")
                        .refusals())
                .contains("no-rollback");
    }

    @Test
    void a_rollback_that_failed_counts_too() {
        assertThat(fine().revision(
                                8,
                                ReleaseStatus.FAILED,
                                "1.6.0",
                                null,
                                "Rollback \"carto\" failed: timed out waiting for the condition",
                                null)
                        .findings("no-rollback"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("a rollback that failed"));
    }

    @Test
    void a_rollback_under_way_is_refused() {
        assertThat(fine().superseded()
                        .rollback(8, ReleaseStatus.PENDING_ROLLBACK, 6, "1.6.0")
                        .refusals())
                .contains("no-rollback", "release-not-pending");
    }

    @Test
    void a_description_that_speaks_of_a_rollback_is_none() {
        assertThat(fine().revision(
                                8,
                                ReleaseStatus.DEPLOYED,
                                "1.8.0",
                                "26.8.0",
                                "Rollback to 5 broke the map, forward again",
                                null)
                        .findings("no-rollback"))
                .isEmpty();
    }

    @Test
    void an_upgrade_by_hand_is_no_rollback() {
        assertThat(fine().superseded()
                        .revision(8, ReleaseStatus.DEPLOYED, "1.7.5", "26.7.5", "Upgrade complete", ID + ".8")
                        .findings("no-rollback"))
                .isEmpty();
    }
}
