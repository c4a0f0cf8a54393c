package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** No way leads back to an older version, whatever became of the release's history. */
interface DowngradeScenarios extends OnStage {

    @Scenario
    default void an_older_chart_and_an_older_application_in_a_newer_chart_are_refused(Shop shop) {
        shop.installed(Chart.of("1.2.0"));

        RatchetProcess.Ended plan = shop.plan(Chart.of("1.1.0"));
        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.blocks()).contains("version-not-older");
        RatchetProcess.Ended upgrade = shop.upgrade(Chart.of("1.1.0"));
        assertThat(upgrade.exit()).isEqualTo(2);
        assertThat(upgrade.blocks()).contains("version-not-older");
        RatchetProcess.Ended hidden = shop.upgrade(Chart.of("1.3.0").appVersion("1.1.9"));
        assertThat(hidden.exit()).isEqualTo(2);
        assertThat(hidden.blocks()).containsExactly("app-version-not-older");
        RatchetProcess.Ended waived = shop.upgrade(Chart.of("1.1.0"), "--allow", "version-not-older=please");
        assertThat(waived.exit()).isEqualTo(64);

        assertThat(shop.revisions()).containsExactly("1 deployed");
    }

    @Scenario
    default void another_chart_under_the_same_release_name_is_refused(Shop shop) {
        shop.installed();

        assertThat(shop.upgrade(Chart.of("1.1.0").named("shopping")).blocks()).containsExactly("same-chart");

        assertThat(shop.revisions()).containsExactly("1 deployed");
    }

    @Scenario
    default void a_pruned_history_hides_no_downgrade(Shop shop) {
        shop.installed();
        assertThat(shop.upgrade(Chart.of("1.2.0")).exit()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        shop.releaseSecrets().stream()
                .filter(secret ->
                        secret.getMetadata().getLabels().get("version").equals("1"))
                .forEach(shop::delete);
        // Somebody puts the older chart over it, and prunes what went before.
        Shop.done(shop.helm("upgrade", shop.name(), shop.chart(Chart.of("1.1.0")), "--values", "values.yaml"));
        shop.releaseSecrets().stream()
                .filter(secret ->
                        secret.getMetadata().getLabels().get("version").equals("2"))
                .forEach(shop::delete);
        assertThat(shop.revisions()).containsExactly("3 deployed");

        RatchetProcess.Ended plan = shop.plan(Chart.of("1.1.5"));

        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.blocks()).contains("version-not-older", "app-version-not-older");
        assertThat(plan.finding("version-not-older")).contains("1.2.0");
    }

    @Scenario
    default void an_uninstall_and_the_installation_of_an_older_chart_hide_no_downgrade(Shop shop) {
        shop.installed();
        assertThat(shop.upgrade(Chart.of("1.2.0")).exit()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        Shop.done(shop.helm("uninstall", shop.name()));
        assertThat(shop.plan(Chart.of("1.2.0")).blocks()).contains("release-deployed");
        shop.installed(Chart.of("1.1.0"));
        assertThat(shop.revisions()).containsExactly("1 deployed");

        RatchetProcess.Ended older = shop.upgrade(Chart.of("1.1.5"));
        assertThat(older.exit()).isEqualTo(2);
        assertThat(older.blocks()).contains("version-not-older");
        assertThat(shop.revisions()).containsExactly("1 deployed");

        RatchetProcess.Ended newer = shop.upgrade(Chart.of("1.2.0"));
        assertThat(newer.exit()).as(newer.output()).isZero();
    }

    @Scenario
    default void a_helm_rollback_by_hand_is_named_and_only_answered_by_going_forward(Shop shop) {
        assumeThat(stage().hasHelmBinary()).isTrue();
        shop.installed();
        assertThat(shop.upgrade(Chart.of("1.1.0")).exit()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        Shop.done(shop.helm("rollback", shop.name(), "1"));

        RatchetProcess.Ended plan = shop.plan(Chart.of("1.1.0"));
        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.blocks()).contains("no-rollback");
        assertThat(plan.finding("no-rollback")).contains("revision 3", "rollback to 1", "--after-rollback 3");
        RatchetProcess.Ended refused = shop.upgrade(Chart.of("1.1.0"));
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.blocks()).contains("no-rollback");
        RatchetProcess.Ended older = shop.upgrade(Chart.of("1.0.5"), "--after-rollback", "3");
        assertThat(older.exit()).isEqualTo(2);
        assertThat(older.blocks()).contains("version-not-older", "no-rollback");
        assertThat(shop.upgrade(Chart.of("1.1.0"), "--after-rollback", "2").blocks())
                .contains("no-rollback");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 superseded", "3 deployed");

        RatchetProcess.Ended forward = shop.upgrade(Chart.of("1.1.0"), "--after-rollback", "3");
        assertThat(forward.exit()).as(forward.output()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        assertThat(shop.plan(Chart.of("1.2.0")).exit()).isZero();
    }
}
