package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.function.Consumer;

/** An upgrade that is told to end, ends in order. */
interface SignalScenarios extends OnStage {

    @Scenario
    default void sigterm_during_the_migration_ends_helm_and_leaves_the_migration_alone(Shop shop) {
        ends_in_order(shop, RatchetProcess::terminate, 143);
    }

    @Scenario
    default void sigint_during_the_migration_ends_helm_and_leaves_the_migration_alone(Shop shop) {
        ends_in_order(shop, RatchetProcess::interrupt, 130);
    }

    /** A cancelled workflow of GitHub: the runner sends the one, and soon after the other. */
    @Scenario
    default void sigint_and_then_sigterm_end_it_in_order_too(Shop shop) {
        ends_in_order(
                shop,
                run -> {
                    run.interrupt();
                    Eventually.until("helm was told", () -> !shop.helmRuns());
                    run.terminate();
                },
                130);
    }

    @Scenario
    default void sigterm_during_the_rollout_says_that_the_new_revision_is_deployed_and_not_ready(Shop shop) {
        shop.installed();
        shop.configure("readyTimeout: 20s", "readyTimeout: 10m");
        RatchetProcess upgrade = shop.startUpgrade(Chart.of("1.1.0").unready());
        Eventually.until("it waits for the workloads", () -> upgrade.told().contains("rollout   waiting"));

        upgrade.terminate();

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.errors()).isEqualTo(143);
        assertThat(ended.report().exitCode()).isEqualTo(143);
        assertThat(ended.report().outcome()).startsWith("interrupted").contains("not ready", shop.name() + "-api");
        assertThat(shop.upgrade().failedAt()).isEqualTo("upgrade");
        assertThat(shop.lockHolder()).isEmpty();
        RatchetProcess.Ended mended = shop.upgrade(Chart.of("1.1.1"));
        assertThat(mended.exit()).as(mended.output()).isZero();
    }

    private void ends_in_order(Shop shop, Consumer<RatchetProcess> signal, int exit) {
        assumeThat(stage().hasHelmBinary()).isTrue();
        shop.installed();
        RatchetProcess upgrade = shop.startUpgrade(Chart.of("1.1.0").waiting());
        shop.awaitMigrationOf("1.1.0");

        signal.accept(upgrade);

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.errors()).isEqualTo(exit);
        assertThat(ended.report().outcome()).startsWith("interrupted").contains(shop.name() + "-migrate");
        assertThat(ended.report().exitCode()).isIn(130, 143);
        assertThat(shop.upgrade().failedAt()).isEqualTo("upgrade");
        assertThat(shop.helmRuns()).isFalse();
        assertThat(shop.lockHolder()).isEmpty();
        assertThat(shop.revisions()).containsExactly("1 deployed", "2 failed");
        assertThat(shop.migration().getStatus().getActive()).isEqualTo(1);
        RatchetProcess.Ended early = shop.upgrade(Chart.of("1.1.0"));
        assertThat(early.exit()).isEqualTo(2);
        assertThat(early.blocks()).contains("no-active-hook-job");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);

        shop.letGo("1.1.0");
        shop.awaitMigrationToBe("Complete");
        RatchetProcess.Ended again = shop.upgrade(Chart.of("1.1.0"));
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 failed", "3 deployed");
    }
}
