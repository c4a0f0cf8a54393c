package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.NOW;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.backup;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.begun;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.Reconciler;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules about the release's state, its record and the order of steps. */
class StateRulesTest {
    private static final String OLD_ID = "20261101-100000-0001";

    @ParameterizedTest
    @EnumSource(names = {"UPGRADE", "BACKUP", "PLAN"})
    void a_release_that_does_not_exist_is_refused_whatever_is_asked_for(Purpose purpose) {
        SituationBuilder situation = fine().noRevisions().purpose(purpose);
        assertThat(situation.findings("release-deployed"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("shop/carto does not exist"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ReleaseStatus.class,
            names = {"UNINSTALLED", "SUPERSEDED", "FAILED", "UNKNOWN"})
    void a_release_without_a_deployed_revision_is_refused(ReleaseStatus status) {
        assertThat(fine().noRevisions().revision(7, status, "1.7.0", "26.7.0").refusals())
                .contains("release-deployed");
    }

    @Test
    void two_deployed_revisions_are_refused() {
        assertThat(fine().revision(8, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0").refusals())
                .contains("single-deployed");
    }

    @Test
    void a_failed_attempt_on_top_of_a_deployed_revision_does_not_stand_in_the_way() {
        assertThat(fine().revision(8, ReleaseStatus.FAILED, "1.8.0", "26.8.0").refusals())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ReleaseStatus.class,
            names = {"PENDING_INSTALL", "PENDING_UPGRADE", "PENDING_ROLLBACK", "UNINSTALLING"})
    void a_pending_release_is_refused_for_upgrades_and_backups_alike(ReleaseStatus status) {
        SituationBuilder situation = fine().revision(8, status, "1.8.0", "26.8.0");
        assertThat(situation.refusals()).contains("release-not-pending");
        assertThat(situation
                        .allow("release-not-pending")
                        .purpose(Purpose.BACKUP)
                        .refusals())
                .contains("release-not-pending");
    }

    @Test
    void of_a_foreign_helm_nobody_knows_whether_it_runs() {
        assertThat(pending(null).todo()).contains("find out who runs helm");
    }

    @Test
    void a_helm_on_another_machine_is_waited_for_until_its_deadline() {
        assertThat(pending(run(60)).todo()).isEqualTo("wait until then");
        assertThat(pending(run(60)).seen()).contains("may run on elsewhere");
        assertThat(pending(run(-60)).todo()).contains("ratchet recover");
    }

    private static InstallerRun run(int secondsLeft) {
        return new InstallerRun(8, "elsewhere", 4711, NOW, NOW.plusSeconds(secondsLeft), null, null, null);
    }

    private static Finding pending(InstallerRun run) {
        Upgrade open = opened().withBackups(List.of(backup("metadata", NOW)));
        return fine().revision(8, ReleaseStatus.PENDING_UPGRADE, "1.8.0", "26.8.0")
                .open(run == null ? open : open.withHelm(run))
                .findings("release-not-pending")
                .get(0);
    }

    @Test
    void an_active_hook_job_is_named_with_the_command_to_wait_for_it() {
        SituationBuilder situation = fine();
        situation.jobs.add(new ActiveJob("migrate", "uid-1", 1));
        assertThat(situation.allow("no-active-hook-job").findings("no-active-hook-job"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.seen()).contains("migrate", "uid-1");
                    assertThat(finding.todo()).contains("kubectl -n shop get job migrate -w");
                });
    }

    @Test
    void whoever_holds_the_lock_is_named() {
        SituationBuilder situation = fine();
        situation.holder = "https://ci/job/7";
        assertThat(situation.purpose(Purpose.BACKUP).findings("no-concurrent-run"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("https://ci/job/7"));
    }

    @Test
    void an_upgrade_that_was_never_verified_stands_before_the_next() {
        Upgrade upgraded = begun(7, "1.7.0", backup("metadata", NOW)).enter(UpgradeState.UPGRADED, null, NOW);
        SituationBuilder situation = fine().open(upgraded);
        assertThat(situation.findings("step-order"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.todo()).contains("ratchet verify"));
        assertThat(situation.purpose(Purpose.BACKUP).refusals()).containsExactly("step-order");
    }

    @Test
    void a_release_that_ratchet_has_never_seen_is_adopted_and_told_so() {
        assertThat(fine().noRecord().purpose(Purpose.BACKUP).findings("record-missing"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.INFO);
                    assertThat(finding.seen()).contains("adopted", "1.7.0", "26.7.0");
                });
    }

    @Test
    void a_record_that_is_gone_while_the_release_carries_ratchets_mark_is_missed() {
        SituationBuilder situation = fine().noRevisions()
                .revision(7, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0", "x", OLD_ID + ".7")
                .noRecord()
                .purpose(Purpose.BACKUP);
        assertThat(situation.refusals()).containsExactly("record-missing");
        assertThat(situation.findings("record-missing").get(0).seen()).contains(OLD_ID, "somebody deleted it");
        assertThat(situation.allow("record-missing").refusals()).isEmpty();
    }

    @Test
    void a_mark_that_a_later_revision_merely_inherited_proves_nothing() {
        assertThat(fine().noRevisions()
                        .revision(7, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0", "x", OLD_ID + ".5")
                        .noRecord()
                        .purpose(Purpose.BACKUP)
                        .refusals())
                .isEmpty();
    }

    @Test
    void a_record_that_was_edited_is_refused() {
        SituationBuilder situation = fine();
        situation.defect = "it was edited: its checksum does not match";
        assertThat(situation.refusals()).containsExactly("record-mismatch");
    }

    @Test
    void a_record_that_does_not_know_the_upgrade_whose_mark_the_release_carries_is_refused() {
        SituationBuilder situation =
                fine().noRevisions().revision(7, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0", "x", OLD_ID + ".7");
        assertThat(situation.findings("record-mismatch"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("revision 7", OLD_ID));
        assertThat(situation.past(OLD_ID, 7).refusals()).isEmpty();
    }

    @Test
    void what_was_excused_once_is_not_held_against_the_next_upgrade() {
        SituationBuilder situation = fine().superseded()
                .revision(6, ReleaseStatus.SUPERSEDED, "1.6.0", "26.6.0", "x", "20261001-100000-0001.6")
                .revision(8, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0", "x", OLD_ID + ".8")
                .past(OLD_ID, 8, "record-missing");
        assertThat(situation.findings("record-mismatch")).isEmpty();
    }

    @Test
    void those_that_refuse_come_first() {
        SituationBuilder situation = fine().open(null).noRecord().purpose(Purpose.PLAN);
        situation.holder = "somebody";
        assertThat(situation.findings())
                .extracting(Finding::severity)
                .containsExactly(Severity.BLOCK, Severity.WARN, Severity.INFO);
    }

    @Test
    void a_waiver_of_another_rule_changes_nothing() {
        assertThat(fine().open(null).allow("same-chart").refusals()).containsExactly("backup-proven");
    }

    @ParameterizedTest
    @CsvSource({"true, INFO", "false, BLOCK", ", BLOCK"})
    void what_else_manages_the_release_has_to_be_suspended(Boolean suspended, Severity severity) {
        Reconciler flux = new Reconciler("Flux", "helmrelease/shop", "flux-system", "it says so", suspended);
        SituationBuilder situation = fine();
        situation.outlook = Outlook.NONE.withReconcilers(List.of(flux));
        assertThat(situation.findings("reconciled-elsewhere")).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.seen()).contains("helmrelease/shop of Flux in namespace flux-system");
        });
    }
}
