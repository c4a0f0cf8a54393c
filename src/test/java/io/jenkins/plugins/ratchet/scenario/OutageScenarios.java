package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;

/** The API server goes away. */
interface OutageScenarios extends OnStage {

    @Scenario.OfAnOutage
    default void an_api_server_that_restarts_in_the_middle_of_the_migration_does_no_harm(Shop shop) {
        shop.installed();
        RatchetProcess upgrade = shop.startUpgrade(Chart.of("1.1.0").waiting());
        shop.awaitMigrationOf("1.1.0");

        stage().stopApiServer();
        stage().startApiServer();
        shop.letGo("1.1.0");

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.report().jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.state()).isEqualTo(JobOutcome.State.COMPLETE));
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
        assertThat(shop.ratchet("verify").exit()).isZero();
    }

    @Scenario.OfAnOutage
    default void an_api_server_that_is_away_is_told_in_one_line(Shop shop) {
        shop.installed();
        stage().stopApiServer();
        try {
            RatchetProcess.Ended upgrade = shop.upgrade(Chart.of("1.1.0"));

            assertThat(upgrade.exit()).as(upgrade.output()).isEqualTo(69);
            assertThat(upgrade.report().outcome()).contains("127.0.0.1").doesNotContain("\n", "Exception:");
        } finally {
            stage().startApiServer();
        }
        assertThat(shop.revisions()).containsExactly("1 deployed");
        assertThat(shop.upgrade(Chart.of("1.1.0")).exit()).isZero();
    }
}
