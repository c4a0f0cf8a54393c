package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.Suspension;

/** A release that is laid to rest for its upgrade, and waked again, whatever happens in between. */
interface FreezeScenarios extends OnStage {

    @Scenario
    default void a_frozen_release_is_upgraded_and_everything_is_as_before_after_the_thaw(Shop shop) {
        shop.installed();
        Resting resting = new Resting(stage(), shop).managedByFlux();
        shop.configure("backups:", resting.configuration() + "backups:");
        String before = resting.state();
        assertThat(shop.plan(Chart.of("1.1.0")).blocks()).contains("reconciled-elsewhere");

        RatchetProcess.Ended frozen = shop.ratchet("freeze");
        assertThat(frozen.exit()).as(frozen.output()).isZero();
        assertThat(resting.state())
                .isEqualTo("worker 0, nightly suspended, helmrelease suspended, web leads to {app=page}");
        assertThat(frozen.errors()).contains("users: to be done by a person: tell them", "told freeze");
        assertThat(shop.ratchet("status").output()).contains("\"freeze\"", "deployment/worker");
        assertThat(shop.plan(Chart.of("1.1.0")).blocks()).doesNotContain("reconciled-elsewhere");
        RatchetProcess.Ended upgraded = shop.upgrade(Chart.of("1.1.0"));
        assertThat(upgraded.exit()).as(upgraded.output()).isZero();
        assertThat(upgraded.errors()).contains("the release is frozen since");

        RatchetProcess.Ended thawed = shop.ratchet("thaw");
        assertThat(thawed.exit()).as(thawed.output()).isZero();
        assertThat(thawed.report().outcome()).isEqualTo("thawed: everything is as it was before");
        assertThat(thawed.errors()).contains("told thaw");
        assertThat(resting.state()).isEqualTo(before);
        assertThat(shop.record().suspensions()).isEmpty();
        assertThat(shop.ratchet("thaw").report().outcome()).contains("not frozen");
    }

    @Scenario
    default void what_somebody_changed_meanwhile_stays_and_is_told(Shop shop) {
        shop.installed();
        Resting resting = new Resting(stage(), shop);
        shop.configure("backups:", resting.configuration() + "backups:");
        assertThat(shop.ratchet("freeze").exit()).isZero();

        resting.scaleWorker(5);
        RatchetProcess.Ended thawed = shop.ratchet("thaw");

        assertThat(thawed.exit()).as(thawed.output()).isZero();
        assertThat(thawed.report().outcome()).contains("deployment/worker", "changed by somebody else", "5");
        assertThat(resting.state()).isEqualTo("worker 5, nightly runs, web leads to {app=web}");
        assertThat(shop.record().suspensions()).isEmpty();
    }

    @Scenario
    default void a_freeze_is_neither_taken_over_nor_thawed_by_somebody_else(Shop shop) {
        shop.installed();
        Resting resting = new Resting(stage(), shop);
        shop.configure("backups:", resting.configuration() + "backups:");
        String before = resting.state();
        assertThat(shop.ratchet("freeze", "--started-by", "job/1").exit()).isZero();
        String frozen = resting.state();
        assertThat(frozen).isNotEqualTo(before);

        RatchetProcess.Ended second = shop.ratchet("freeze", "--started-by", "job/2");
        assertThat(second.exit()).as(second.output()).isEqualTo(2);
        assertThat(second.blocks()).containsExactly("frozen-by-another");
        assertThat(second.finding("frozen-by-another")).contains("by job/1, not by job/2", "--frozen-by 'job/1'");
        RatchetProcess.Ended thaw = shop.ratchet("thaw", "--started-by", "job/2");
        assertThat(thaw.exit()).as(thaw.output()).isEqualTo(2);
        assertThat(thaw.blocks()).containsExactly("frozen-by-another");
        assertThat(shop.ratchet("freeze", "--started-by", "job/1").exit()).isZero();
        assertThat(resting.state()).isEqualTo(frozen);
        assertThat(shop.record()
                        .suspension(Suspension.Purpose.FREEZE)
                        .orElseThrow()
                        .startedBy())
                .isEqualTo("job/1");

        RatchetProcess.Ended named = shop.ratchet("thaw", "--started-by", "job/2", "--frozen-by", "job/1");
        assertThat(named.exit()).as(named.output()).isZero();
        assertThat(resting.state()).isEqualTo(before);
        assertThat(shop.record().suspensions()).isEmpty();
    }

    @Scenario
    default void what_does_not_drain_is_not_stopped(Shop shop) {
        shop.installed();
        Resting resting = new Resting(stage(), shop);
        shop.configure("backups:", resting.configuration() + "backups:");
        shop.configure("deadline: 60s", "deadline: 3s");
        shop.sql("INSERT INTO jobs VALUES (1)");

        RatchetProcess.Ended refused = shop.ratchet("freeze");

        assertThat(refused.exit()).as(refused.output()).isEqualTo(3);
        assertThat(refused.report().outcome()).contains("workers did not drain", "queue", "ratchet thaw");
        assertThat(resting.state()).isEqualTo("worker 3, nightly suspended, web leads to {app=web}");
        shop.configure("deadline: 3s", "deadline: 60s");
        shop.sql("DELETE FROM jobs");
        assertThat(shop.ratchet("freeze").exit()).isZero();
        assertThat(resting.state()).isEqualTo("worker 0, nightly suspended, web leads to {app=page}");
    }

    /** At every moment that the run tells of: before and after each change. */
    @Scenario
    default void a_freeze_or_thaw_that_is_killed_leaves_nothing_that_the_next_thaw_does_not_put_back(Shop shop) {
        shop.installed();
        Resting resting = new Resting(stage(), shop).managedByFlux();
        shop.configure("backups:", resting.configuration() + "backups:");
        String before = resting.state();
        for (String moment : new String[] {
            "manages the release",
            "suspends helmrelease/shop",
            "suspends cronjob/nightly",
            "suspends deployment/worker",
            "suspends service/web"
        }) {
            RatchetProcess freeze = shop.start("freeze");
            Eventually.until(
                    "freeze tells: " + moment,
                    () -> !freeze.alive() || freeze.told().contains(moment));
            freeze.kill();

            RatchetProcess.Ended thawed = shop.ratchet("thaw");
            assertThat(thawed.exit()).as(thawed.output()).isZero();
            assertThat(resting.state()).as("killed when it told: " + moment).isEqualTo(before);
        }
        for (String moment : new String[] {"told thaw", "puts back service/web", "puts back cronjob/nightly"}) {
            RatchetProcess.Ended frozen = shop.ratchet("freeze");
            assertThat(frozen.exit()).as(frozen.output()).isZero();
            RatchetProcess thaw = shop.start("thaw");
            Eventually.until(
                    "thaw tells: " + moment, () -> !thaw.alive() || thaw.told().contains(moment));
            thaw.kill();

            assertThat(shop.ratchet("thaw").exit()).isZero();
            assertThat(resting.state()).as("killed when it told: " + moment).isEqualTo(before);
        }
        assertThat(shop.record().suspension(Suspension.Purpose.FREEZE)).isEmpty();
    }
}
