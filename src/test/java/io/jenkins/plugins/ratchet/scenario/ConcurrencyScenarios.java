package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jenkins.plugins.ratchet.cluster.Ran;
import io.jenkins.plugins.ratchet.outcome.Advice;
import java.util.List;

/** Somebody else works on the same release at the same time. */
interface ConcurrencyScenarios extends OnStage {

    @Scenario
    default void of_two_runs_at_once_one_goes_on_and_the_other_is_told_who_holds_the_lock(Shop shop) {
        shop.installed();
        Chart next = Chart.of("1.1.0").waiting();
        List<RatchetProcess> runs = List.of(shop.startUpgrade(next), shop.startUpgrade(next));
        Eventually.until("one of them is refused", () -> runs.stream().anyMatch(run -> !run.alive()));
        RatchetProcess loser =
                runs.stream().filter(run -> !run.alive()).findFirst().orElseThrow();
        RatchetProcess winner =
                runs.stream().filter(run -> run != loser).findFirst().orElseThrow();

        RatchetProcess.Ended refused = loser.await();
        assertThat(refused.exit()).as(refused.output()).isEqualTo(2);
        assertThat(refused.blocks()).containsExactly("no-concurrent-run");
        assertThat(refused.finding("no-concurrent-run"))
                .contains("scenario " + (runs.indexOf(winner) + 1) + "-upgrade");
        shop.awaitMigrationOf("1.1.0");
        assertThat(shop.ratchet("backup", "--to", "backups").blocks()).containsExactly("no-concurrent-run");
        assertThat(shop.ratchet("verify").blocks()).containsExactly("no-concurrent-run");
        assertThat(shop.plan(next).blocks()).contains("no-concurrent-run");
        shop.letGo("1.1.0");
        RatchetProcess.Ended done = winner.await();
        assertThat(done.exit()).as(done.output()).isZero();

        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
    }

    @Scenario
    default void somebody_elses_helm_upgrade_is_seen_as_pending_and_not_taken_for_ours(Shop shop) {
        shop.installed();
        Process other = shop.startHelm(
                "upgrade", shop.name(), shop.chart(Chart.of("1.1.0").waiting()), "--values", "values.yaml");
        shop.awaitMigrationOf("1.1.0");

        RatchetProcess.Ended refused = shop.upgrade(Chart.of("1.2.0"));
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.blocks()).contains("release-not-pending", "no-active-hook-job");
        assertThat(refused.finding("release-not-pending")).contains("not started by Ratchet");
        assertThat(shop.ratchet("recover").exit()).isEqualTo(2);
        shop.letGo("1.1.0");
        Shop.done(Stage.ended(other));

        RatchetProcess.Ended after = shop.upgrade(Chart.of("1.2.0"));
        assertThat(after.exit()).as(after.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 superseded", "3 deployed");
        assertThat(shop.record().mark().chartVersion()).isEqualTo("1.2.0");
    }

    @Scenario
    default void somebody_elses_helm_that_comes_later_is_turned_away_by_helm_itself(Shop shop) {
        shop.installed();
        RatchetProcess ours = shop.startUpgrade(Chart.of("1.1.0").waiting());
        shop.awaitMigrationOf("1.1.0");
        Ran late = shop.helm("upgrade", shop.name(), shop.chart(Chart.of("1.2.0")), "--values", "values.yaml");
        assertThat(late.exit()).isNotZero();
        assertThat(late.output()).containsAnyOf("in progress", "already exists");
        shop.letGo("1.1.0");

        RatchetProcess.Ended done = ours.await();
        assertThat(done.exit()).as(done.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
    }

    @Scenario
    default void a_helm_rollback_while_the_upgrade_runs_is_no_success(Shop shop) {
        assumeThat(stage().hasHelmBinary()).isTrue();
        shop.installed();
        Shop.done(shop.helm("upgrade", shop.name(), shop.chart(Chart.of("1.0.1")), "--values", "values.yaml"));
        RatchetProcess upgrade = shop.startUpgrade(Chart.of("1.1.0").waiting());
        shop.awaitMigrationOf("1.1.0");
        Shop.done(shop.helm("rollback", shop.name(), "1", "--no-hooks"));
        shop.letGo("1.1.0");

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output()).isEqualTo(3);
        assertThat(ended.report().outcome()).contains("revision 4", "somebody else");
        assertThat(ended.report().advice().direction()).isEqualTo(Advice.Direction.ROLL_FORWARD);
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.0.1", "1.1.0");
        RatchetProcess.Ended next = shop.plan(Chart.of("1.1.0"));
        assertThat(next.exit()).isEqualTo(2);
        assertThat(next.blocks()).contains("no-rollback");
        assertThat(next.finding("no-rollback")).contains("revision 4", "rollback to 1");
    }

    @Scenario
    default void a_lease_deleted_while_helm_works_lets_no_second_migration_begin(Shop shop) {
        shop.installed();
        Chart next = Chart.of("1.1.0").waiting();
        RatchetProcess upgrade = shop.startUpgrade(next);
        shop.awaitMigrationOf("1.1.0");
        shop.deleteLease();

        RatchetProcess.Ended second = shop.upgrade(next);
        assertThat(second.exit()).isEqualTo(2);
        assertThat(second.blocks()).contains("release-not-pending");
        shop.letGo("1.1.0");

        // Helm is never left alone: the run sees it through and writes down what became of it.
        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
    }
}
