package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Ratchet is killed at each stage; the run that comes after it reads the truth. */
interface CrashScenarios extends OnStage {

    /** The release's Secrets and its migration Job, by what tells them from ones that were made anew. */
    private static List<String> leftOf(Shop shop) {
        return Stream.concat(shop.releaseSecrets().stream(), Stream.of(shop.migration()))
                .map(object -> object.getKind() + " " + object.getMetadata().getUid())
                .sorted()
                .toList();
    }

    @Scenario
    default void killed_during_a_backup_it_leaves_nothing_that_looks_complete(Shop shop) throws Exception {
        shop.installed();
        shop.sql("INSERT INTO orders SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 200000) i");
        RatchetProcess backup = shop.start("backup", "--to", "backups");
        Eventually.until(
                "the proof restores",
                () -> shop.hasUpgrade() && !shop.scratchDatabases().isEmpty());
        backup.kill();

        try (Stream<Path> left = Files.walk(shop.directory().resolve("backups"))) {
            assertThat(left.filter(file -> file.endsWith("backup.json"))
                            .filter(file -> !file.toString().contains("/.")))
                    .isEmpty();
        }
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(Chart.of("1.1.0"));
        assertThat(upgrade.exit()).isEqualTo(2);
        assertThat(upgrade.blocks()).contains("backup-proven");
        RatchetProcess.Ended again = shop.backUp();
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(shop.scratchDatabases()).isEmpty();
        assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isZero();
    }

    @Scenario
    default void killed_after_it_took_the_lock_it_stands_in_nobodys_way(Shop shop) {
        shop.installed();
        shop.configure("backups:", "prepare: [{ name: wait, run: [sleep, \"30\"] }]\nbackups:");
        RatchetProcess upgrade = shop.startUpgrade(Chart.of("1.1.0"));
        Eventually.until("the preparation runs", () -> !shop.childrenOf(upgrade).isEmpty());
        List<ProcessHandle> preparation = shop.childrenOf(upgrade);
        assertThat(shop.ratchet("status").output()).contains("lockHolder");
        assertThat(shop.ratchet("recover", "--nobody-runs-helm").blocks()).containsExactly("no-concurrent-run");
        upgrade.kill();
        preparation.forEach(ProcessHandle::destroyForcibly);
        shop.configure("prepare: [{ name: wait, run: [sleep, \"30\"] }]\n", "");

        assertThat(shop.revisions()).containsExactly("1 deployed");
        RatchetProcess.Ended again = shop.upgrade(Chart.of("1.1.0"));
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
    }

    @Scenario
    default void killed_while_helm_works_it_finds_the_upgrade_finished_by_helm_alone(Shop shop) {
        shop.installed();
        Chart next = Chart.of("1.1.0").waiting();
        RatchetProcess upgrade = shop.startUpgrade(next);
        shop.awaitMigrationOf("1.1.0");
        upgrade.kill();

        assertThat(shop.helmRuns()).isTrue();
        RatchetProcess.Ended beside = shop.upgrade(next);
        assertThat(beside.exit()).isEqualTo(2);
        assertThat(beside.blocks()).contains("release-not-pending", "no-active-hook-job");
        assertThat(beside.finding("release-not-pending")).contains("still runs as process");
        RatchetProcess.Ended recover = shop.ratchet("recover", "--nobody-runs-helm");
        assertThat(recover.exit()).isEqualTo(2);
        shop.letGo("1.1.0");
        Eventually.until("helm has ended", () -> !shop.helmRuns());

        RatchetProcess.Ended again = shop.upgrade(next);
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(again.report().outcome()).contains("already");
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.UPGRADED);
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
        assertThat(shop.ratchet("verify").exit()).isZero();
    }

    @Scenario
    default void killed_while_helm_works_it_finds_the_upgrade_failed(Shop shop) {
        shop.installed();
        Chart next = Chart.of("1.1.0").waiting();
        RatchetProcess upgrade = shop.startUpgrade(next.after("exit 1"));
        shop.awaitMigrationOf("1.1.0");
        upgrade.kill();
        shop.letGo("1.1.0");
        Eventually.until("helm has ended", () -> !shop.helmRuns());

        RatchetProcess.Ended verify = shop.ratchet("verify");
        assertThat(verify.exit()).isEqualTo(2);
        assertThat(verify.blocks()).containsExactly("step-order");
        assertThat(shop.upgrade().failedAt()).isEqualTo("upgrade");
        RatchetProcess.Ended again = shop.upgrade(Chart.of("1.1.1"));
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 failed", "3 deployed");
    }

    @Scenario
    default void killed_between_helms_end_and_the_record_it_finds_the_upgrade_finished(Shop shop) {
        shop.installed();
        shop.configure("readyTimeout: 20s", "readyTimeout: 60s");
        RatchetProcess upgrade = shop.startUpgrade(Chart.of("1.1.0").waiting());
        shop.awaitMigrationOf("1.1.0");
        shop.letGo("1.1.0");
        Eventually.until("revision 2 is deployed", () -> shop.revisions().contains("2 deployed"));
        upgrade.kill();
        Eventually.until("helm has ended", () -> !shop.helmRuns());

        RatchetProcess.Ended again = shop.upgrade(Chart.of("1.1.0").waiting());
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
    }

    @Scenario
    default void killed_together_with_helm_it_leaves_a_pending_release_that_is_recovered_once_all_has_ended(Shop shop) {
        shop.installed();
        Chart next = Chart.of("1.1.0").waiting();
        RatchetProcess upgrade = shop.startUpgrade(next);
        shop.awaitMigrationOf("1.1.0");
        upgrade.kill();
        shop.killHelm();
        assertThat(shop.revisions()).containsExactly("1 deployed", "2 pending-upgrade");

        RatchetProcess.Ended plan = shop.plan(next);
        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.finding("release-not-pending"))
                .contains("pending-upgrade", "ended without a result", "ratchet recover");
        assertThat(shop.upgrade(next).blocks()).contains("release-not-pending", "no-active-hook-job");
        RatchetProcess.Ended early = shop.ratchet("recover");
        assertThat(early.exit()).isEqualTo(2);
        assertThat(early.blocks()).containsExactly("no-active-hook-job");
        assertThat(shop.revisions()).containsExactly("1 deployed", "2 pending-upgrade");

        shop.letGo("1.1.0");
        shop.awaitMigrationToBe("Complete");
        List<String> before = leftOf(shop);
        RatchetProcess.Ended recover = shop.ratchet("recover");
        assertThat(recover.exit()).as(recover.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 deployed", "2 failed");
        assertThat(leftOf(shop)).isEqualTo(before);
        assertThat(shop.upgrade().failedAt()).isEqualTo("upgrade");
        RatchetProcess.Ended again = shop.upgrade(next);
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 failed", "3 deployed");
        assertThat(shop.ratchet("verify").exit()).isZero();
    }
}
