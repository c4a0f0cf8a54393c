package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.Report;

/** The way forward, and what stops it; held by every helm. */
interface CoreScenarios extends OnStage {

    @Scenario
    default void an_upgrade_goes_from_plan_to_verify(Shop shop) {
        shop.installed();
        shop.configure("backups:", """
                checks:
                  - name: migrated
                    sql: { database: metadata, query: select version from schema_migrations, contains: ["1.1.0"] }
                backups:""");
        Chart next = Chart.of("1.1.0");

        RatchetProcess.Ended plan = shop.plan(next, "--to", "1.1.0");
        assertThat(plan.exit()).isZero();
        assertThat(plan.report().digest()).startsWith("sha256:");
        assertThat(plan.finding("record-missing")).contains("adopted");
        RatchetProcess.Ended early = shop.upgradeStrictly(next);
        assertThat(early.exit()).isEqualTo(2);
        assertThat(early.blocks()).containsExactly("backup-proven");
        assertThat(shop.revisions()).containsExactly("1 deployed");

        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(backup.output()).isZero();
        assertThat(backup.report().backups())
                .singleElement()
                .satisfies(entry -> assertThat(entry.proof()).isEqualTo("restore"));
        RatchetProcess.Ended upgrade =
                shop.upgradeStrictly(next, "--plan", plan.report().digest());
        assertThat(upgrade.exit()).as(upgrade.output()).isZero();
        assertThat(upgrade.errors()).contains("committed 1.1.0"); // the Job's log, streamed
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.UPGRADED);
        assertThat(shop.releaseSecrets())
                .filteredOn(secret ->
                        secret.getMetadata().getLabels().get("version").equals("2"))
                .singleElement()
                .satisfies(secret -> assertThat(secret.getMetadata().getLabels())
                        .containsEntry("ratchet-upgrade", shop.upgrade().id() + ".2"));

        RatchetProcess.Ended verify = shop.ratchet("verify");
        assertThat(verify.exit()).as(verify.output()).isZero();
        assertThat(verify.report().state()).isEqualTo("verified");
        assertThat(shop.record().open()).isNull();
        Alike.upgraded(upgrade, verify, shop.ratchet("status"));
    }

    @Scenario
    default void a_migration_that_fails_before_it_commits_is_answered_with_restore_and_goes_on_mended(Shop shop) {
        shop.installed();
        assertThat(shop.backUp().exit()).isZero();

        RatchetProcess.Ended failed = shop.upgradeStrictly(Chart.of("1.1.0").failingBeforeCommit());
        Report report = failed.report();
        assertThat(failed.exit()).as(failed.output()).isEqualTo(3);
        assertThat(report.advice().direction()).isEqualTo(Advice.Direction.RESTORE);
        assertThat(report.jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.state()).isEqualTo(JobOutcome.State.FAILED));
        assertThat(failed.errors()).contains("cannot begin");
        assertThat(shop.upgrade().failedAt()).isEqualTo("upgrade");
        assertThat(shop.revisions()).containsExactly("1 deployed", "2 failed");
        assertThat(shop.lockHolder()).isEmpty();

        assertThat(shop.upgrade().untouched()).isTrue();
        assertThat(shop.plan(Chart.of("1.0.5")).exit()).isZero(); // a stop in between, as a vendor's check may demand
        assertThat(shop.plan(Chart.of("0.9.0")).blocks()).contains("version-not-older");
        RatchetProcess.Ended mended = shop.upgradeStrictly(Chart.of("1.1.1"));
        assertThat(mended.exit()).as(mended.output()).isZero();
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.1");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 failed", "3 deployed");
    }

    @Scenario
    default void a_migration_that_fails_after_it_committed_is_answered_with_roll_forward(Shop shop) {
        shop.installed();
        assertThat(shop.backUp().exit()).isZero();

        RatchetProcess.Ended failed = shop.upgradeStrictly(Chart.of("1.1.0").failingAfterCommit());
        assertThat(failed.exit()).as(failed.output()).isEqualTo(3);
        assertThat(failed.report().advice().direction()).isEqualTo(Advice.Direction.ROLL_FORWARD);
        assertThat(String.join("\n", failed.report().advice().why())).contains("1.0.0", "1.1.0", "committed");
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");

        RatchetProcess.Ended older = shop.upgradeStrictly(Chart.of("1.0.5"));
        assertThat(older.exit()).isEqualTo(2);
        assertThat(older.blocks()).contains("version-not-older");
        assertThat(older.finding("version-not-older")).contains("has begun to migrate to");
        assertThat(shop.revisions()).containsExactly("1 deployed", "2 failed");
        RatchetProcess.Ended mended = shop.upgradeStrictly(Chart.of("1.1.0"));
        assertThat(mended.exit()).as(mended.output()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
    }

    @Scenario
    default void a_hook_job_that_somebody_deletes_is_no_success_whatever_helm_says(Shop shop) {
        shop.installed();
        assertThat(shop.backUp().exit()).isZero();
        shop.configure("timeout: 60s", "timeout: 5s"); // helm 4 waits for the Job that is gone
        RatchetProcess upgrade =
                shop.start("upgrade", "--chart", shop.chart(Chart.of("1.1.0").waiting()));
        shop.awaitMigrationOf("1.1.0");

        shop.deleteMigration();

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output()).isEqualTo(3);
        assertThat(ended.report().jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.state()).isEqualTo(JobOutcome.State.VANISHED));
        assertThat(ended.report().advice().direction()).isEqualTo(Advice.Direction.ROLL_FORWARD);
        assertThat(shop.upgrade().failedAt()).isEqualTo("upgrade");
        assertThat(shop.migrations()).containsExactly("1.0.0");

        RatchetProcess.Ended next = shop.upgradeStrictly(Chart.of("1.1.1"));
        assertThat(next.exit()).as(next.output()).isZero();
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.1");
    }

    @Scenario
    default void no_flag_that_rolls_back_reaches_helm_by_any_way(Shop shop) {
        shop.installed();
        Chart next = Chart.of("1.1.0");

        RatchetProcess.Ended extra = shop.upgrade(next, "--", "--rollback-on-failure");
        assertThat(extra.exit()).isEqualTo(2);
        assertThat(extra.blocks()).contains("no-rollback");
        shop.environment().put("HELM_UPGRADE_ARGS", "--wait --atomic");
        assertThat(shop.upgrade(next).blocks()).contains("no-rollback");
        shop.environment().remove("HELM_UPGRADE_ARGS");
        shop.configure("backups:", "helmArgs: [\"--Cleanup_On_Fail=true\"]\nbackups:");
        assertThat(shop.upgrade(next).blocks()).contains("no-rollback");

        assertThat(shop.revisions()).containsExactly("1 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isZero();
    }
}
