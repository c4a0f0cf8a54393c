package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.begun;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.VersionPolicy.Scheme;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code version-not-older}, {@code app-version-not-older} and {@code same-chart}. */
class VersionRulesTest {

    @Test
    void a_newer_chart_passes_every_rule() {
        assertThat(fine().findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.7.0", "v1.7.0", "1.7", "1.7.1", "2.0.0", "1.8.0-rc.1"})
    void the_same_or_a_newer_chart_passes(String version) {
        assertThat(fine().to(version, "26.8.0").refusals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.6.9", "1.7.0-rc.1", "0.9.0", "1.6.99"})
    void an_older_chart_is_refused_and_told_the_only_way_back(String version) {
        assertThat(fine().to(version, "26.8.0").findings("version-not-older"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.seen()).contains(version, "older than 1.7.0");
                    assertThat(finding.todo()).contains("restore");
                });
    }

    @Test
    void a_pruned_history_does_not_hide_a_downgrade() {
        assertThat(fine().mark("1.9.0", "26.9.0", 7).to("1.8.0", "26.9.0").refusals())
                .containsExactly("version-not-older");
    }

    @Test
    void a_reinstallation_of_an_old_version_does_not_hide_a_downgrade() {
        assertThat(fine().noRevisions()
                        .revision(1, ReleaseStatus.DEPLOYED, "1.2.0", "26.2.0")
                        .to("1.6.0", "26.7.0")
                        .refusals())
                .contains("version-not-older");
    }

    @Test
    void an_upgrade_behind_ratchets_back_counts_although_the_mark_is_lower() {
        assertThat(fine().superseded()
                        .revision(8, ReleaseStatus.DEPLOYED, "1.9.0", "26.9.0")
                        .to("1.8.0", "26.9.0")
                        .refusals())
                .contains("version-not-older");
    }

    @Test
    void where_an_upgrade_is_known_to_have_committed_nothing_a_stop_before_its_target_may_follow() {
        // As after a vendor's check that demands a version in between.
        assertThat(fine().open(begun(8, "2.0.0").asUntouched())
                        .to("1.9.0", "26.9.0")
                        .refusals())
                .doesNotContain("version-not-older", "app-version-not-older");
        assertThat(fine().open(begun(8, "2.0.0").asUntouched())
                        .to("1.0.0", "26.0.0")
                        .refusals())
                .contains("version-not-older");
    }

    @Test
    void where_an_upgrade_has_begun_nothing_older_than_its_target_follows() {
        assertThat(fine().open(begun(8, "2.0.0")).to("1.9.0", "26.9.0").refusals())
                .contains("version-not-older");
    }

    @Test
    void an_upgrade_that_was_only_planned_binds_nobody() {
        assertThat(fine().to("1.7.5", "26.8.0").refusals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "", "1.8.0 ", "one", "1..8", "2026/11"})
    void a_chart_version_that_cannot_be_read_is_refused(String version) {
        assertThat(fine().to(version, "26.8.0").findings("version-not-older"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("cannot be compared"));
    }

    @Test
    void a_newer_chart_with_an_older_application_is_refused() {
        assertThat(fine().to("1.8.0", "26.6.0").refusals()).containsExactly("app-version-not-older");
    }

    @ParameterizedTest
    @CsvSource({
        "semver, 1.10.0, 1.9.0",
        "semver, 1.0.0, 1.0.0-rc.1",
        "calver, 2026.3.10, 2026.3.9",
        "calver, 2026.10.1, 2026.9.30",
        "date, v26.05.12, v26.05.11",
        "date, v26.05.12.1, v26.05.12",
        "date, 26.5.12, v26.04.30"
    })
    void older_applications_are_told_in_every_scheme(Scheme scheme, String deployed, String older) {
        SituationBuilder situation = fine().versions(scheme).mark("1.7.0", deployed, 7);
        situation.noRevisions().revision(7, ReleaseStatus.DEPLOYED, "1.7.0", deployed);
        assertThat(situation.to("1.8.0", older).refusals()).containsExactly("app-version-not-older");
        assertThat(situation.to("1.8.0", deployed).refusals()).isEmpty();
    }

    @Test
    void a_list_orders_what_no_scheme_can() {
        SituationBuilder situation =
                fine().versions(Scheme.list, "amber", "birch", "cedar").mark("1.7.0", "birch", 7);
        situation.noRevisions().revision(7, ReleaseStatus.DEPLOYED, "1.7.0", "birch");
        assertThat(situation.to("1.8.0", "cedar").refusals()).isEmpty();
        assertThat(situation.to("1.8.0", "amber").refusals()).containsExactly("app-version-not-older");
        assertThat(situation.to("1.8.0", "doum").refusals()).containsExactly("app-version-not-older");
    }

    @Test
    void the_same_unreadable_application_version_is_no_downgrade() {
        SituationBuilder situation = fine().mark("1.7.0", "stable", 7);
        situation.noRevisions().revision(7, ReleaseStatus.DEPLOYED, "1.7.0", "stable");
        assertThat(situation.to("1.8.0", "stable").refusals()).isEmpty();
        assertThat(situation.to("1.8.0", "edge").refusals()).containsExactly("app-version-not-older");
    }

    @Test
    void a_chart_without_application_version_is_told_where_one_was_known() {
        assertThat(fine().to("1.8.0", null).findings("app-version-not-older"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARN));
    }

    @Test
    void a_downgrade_cannot_be_waived() {
        assertThat(fine().to("1.6.0", "26.6.0")
                        .allow("version-not-older")
                        .allow("app-version-not-older")
                        .refusals())
                .containsExactlyInAnyOrder("version-not-older", "app-version-not-older");
        assertThat(Rules.waivableIds()).doesNotContain("version-not-older", "app-version-not-older", "no-rollback");
    }

    @Test
    void before_a_backup_no_target_is_looked_at() {
        assertThat(fine().purpose(Purpose.BACKUP).args("--atomic").findings()).isEmpty();
    }

    @Test
    void another_chart_under_the_same_release_is_refused_and_may_be_waived() {
        SituationBuilder situation = fine();
        situation.chart = "carto-selfhosted";
        assertThat(situation.refusals()).containsExactly("same-chart");
        assertThat(situation.allow("same-chart").findings("same-chart"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARN);
                    assertThat(finding.waiver()).isEqualTo("because");
                });
    }
}
