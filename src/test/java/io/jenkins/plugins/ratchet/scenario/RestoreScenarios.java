package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** The only way back: databases from the backups of an upgrade, and with them the chart of then. */
interface RestoreScenarios extends GoingBackScenarios {

    @Scenario
    default void only_printing_it_leaves_the_release_alone(Shop shop) {
        GoingBackScenarios.upgraded(shop);

        RatchetProcess.Ended restored = GoingBackScenarios.restore(shop, "new-instance", "--print-only", "--yes");

        assertThat(restored.exit()).as(restored.output()).isZero();
        assertThat(restored.output()).contains("database.name=" + shop.name() + "_restored_", "install the matching");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.record().mark().chartVersion()).isEqualTo("1.0.0");
    }

    @Scenario
    @Timeout(600)
    default void what_is_not_whole_or_not_approved_is_refused_before_anything_is_touched(Shop shop) throws IOException {
        GoingBackScenarios.upgraded(shop);
        String databases = String.join(",", shop.databases());

        RatchetProcess.Ended stale = GoingBackScenarios.restore(shop, "in-place", "--plan", "sha256:00");
        assertThat(stale.exit()).isEqualTo(2);
        assertThat(stale.blocks()).containsExactly("plan-unchanged");

        RatchetProcess.Ended unknown =
                shop.ratchet("restore", "--upgrade", "20200101-000000-0000", "--strategy", "in-place");
        assertThat(unknown.exit()).isEqualTo(64);
        assertThat(unknown.report().outcome()).contains(shop.upgrade().id());

        shop.configure("backups:", "  - { name: documents, kind: mongodb }\nbackups:");
        RatchetProcess.Ended partial = GoingBackScenarios.restore(shop, "in-place", "--yes");
        assertThat(partial.exit()).isEqualTo(2);
        assertThat(partial.finding("restore-complete")).contains("documents (mongodb)", "--reason");
        RatchetProcess.Ended reasoned =
                GoingBackScenarios.restore(shop, "in-place", "--reason", "nothing was written there");
        assertThat(reasoned.exit()).as(reasoned.output()).isZero();
        assertThat(reasoned.finding("restore-complete")).contains("nothing was written there");
        shop.configure("  - { name: documents, kind: mongodb }\n", "");

        shop.configure("    writers: [deployment/" + shop.name() + "-api]\n", "");
        RatchetProcess.Ended withoutWriters = GoingBackScenarios.restore(shop, "in-place", "--yes");
        assertThat(withoutWriters.exit()).isEqualTo(2);
        assertThat(withoutWriters.finding("restore-possible")).contains("no writers", "new-instance");
        shop.declareWriters();

        Path dump = Path.of(shop.upgrade().backups().get(0).location(), "dump", "toc.dat");
        byte[] good = Files.readAllBytes(dump);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(dump, bad);
        RatchetProcess.Ended spoiled = GoingBackScenarios.restore(shop, "in-place", "--yes");
        assertThat(spoiled.exit()).isEqualTo(2);
        assertThat(spoiled.blocks()).containsExactly("backup-intact");
        Files.write(dump, good);

        assertThat(String.join(",", shop.databases())).isEqualTo(databases);
        assertThat(shop.record().restoring()).isNull();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.record().mark().chartVersion()).isEqualTo("1.1.0");
        assertThat(shop.replicas()).isEqualTo(1);
    }

    @Scenario
    @Timeout(600)
    default void beside_another_run_it_is_refused(Shop shop) {
        GoingBackScenarios.upgraded(shop);
        assertThat(shop.ratchet("verify").exit()).isZero();
        String id = shop.upgrade().id();
        shop.configure("backups:", "prepare: [{ name: wait, run: [sleep, \"90\"] }]\nbackups:");
        RatchetProcess other = shop.startUpgrade(Chart.of("1.2.0"));
        Eventually.until("the preparation runs", () -> !shop.childrenOf(other).isEmpty());
        List<ProcessHandle> preparation = shop.childrenOf(other);

        RatchetProcess.Ended refused = shop.ratchet("restore", "--upgrade", id, "--strategy", "in-place", "--yes");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.blocks()).containsExactly("no-concurrent-run");
        other.kill();
        preparation.forEach(ProcessHandle::destroyForcibly);
    }

    @Scenario
    @Timeout(600)
    default void killed_at_any_moment_it_ends_right_when_run_again_and_nothing_is_lost(Shop shop) throws Exception {
        GoingBackScenarios.upgraded(shop);
        Random random = new Random(5);
        int killed = 0;
        for (int round = 0; round < 12; round++) {
            RatchetProcess run = shop.start(GoingBackScenarios.arguments(shop, "in-place", "--yes"));
            // The first is killed for sure, however fast the machine is.
            long patience = 1200 + (round == 0 ? 0 : random.nextInt(5200));
            for (long waited = 0; run.alive() && waited < patience; waited += 20) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            if (run.alive()) {
                run.kill();
                killed++;
            } else {
                break;
            }
            assertThat(shop.databases())
                    .as("what was in use or what takes its place is always there")
                    .anySatisfy(name -> assertThat(name).isEqualTo(shop.name()));
            if (shop.record().restoring() != null) {
                RatchetProcess.Ended refused = shop.upgrade(Chart.of("1.2.0"));
                assertThat(refused.exit()).as(refused.toString()).isEqualTo(2);
            }
        }
        assertThat(killed).isPositive();
        if (shop.upgrade().state() != UpgradeState.RESTORED) {
            RatchetProcess.Ended last = GoingBackScenarios.restore(shop, "in-place", "--yes");
            assertThat(last.exit()).as(last.output()).isZero();
        }

        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
        assertThat(shop.migrations()).containsExactly("1.0.0");
        assertThat(shop.deployedVersion()).isEqualTo("1.0.0");
        assertThat(shop.replicas()).isEqualTo(1);
        assertThat(shop.copies()).isEmpty();
        List<String> kept = shop.databases().stream()
                .filter(name -> name.startsWith(shop.name() + "_before_"))
                .toList();
        assertThat(kept).hasSize(1);
        assertThat(shop.queryIn(kept.get(0), "SELECT count(*) FROM invoices")).containsExactly("7");
        GoingBackScenarios.nextUpgradeSucceeds(shop);
    }

    @Scenario
    @Timeout(600)
    default void killed_in_the_middle_it_is_told_by_status_and_everything_else_is_refused(Shop shop) {
        GoingBackScenarios.upgraded(shop);
        RatchetProcess run = shop.start(GoingBackScenarios.arguments(shop, "in-place", "--yes"));
        Eventually.until(
                "the writers are written down",
                () -> shop.record().restoring() != null
                        && !shop.record().restoring().writers().isEmpty());
        run.kill();

        assertThat(shop.ratchet("status").output()).contains("\"restoring\"", "\"switching\"");
        for (RatchetProcess.Ended refused :
                List.of(shop.upgrade(Chart.of("1.2.0")), shop.backUp(), shop.ratchet("verify"))) {
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.blocks()).contains("step-order");
            assertThat(refused.finding("step-order")).contains("ratchet restore --upgrade");
        }
        assertThat(GoingBackScenarios.restore(shop, "new-instance", "--yes").blocks())
                .containsExactly("step-order");
        RatchetProcess.Ended again = GoingBackScenarios.restore(shop, "in-place", "--yes");
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(shop.replicas()).isEqualTo(1);
        assertThat(shop.migrations()).containsExactly("1.0.0");
    }

    @Scenario
    @Timeout(600)
    default void told_to_stop_before_the_exchange_it_puts_everything_back(Shop shop) {
        shop.installed();
        shop.declareWriters();
        shop.sql("INSERT INTO orders SELECT i, repeat(md5(i::text), 20) FROM generate_series(2000, 200000) i");
        assertThat(shop.backUp().exit()).isZero();
        assertThat(shop.upgradeStrictly(GoingBackScenarios.destructive(shop, "1.1.0"))
                        .exit())
                .isZero();
        String databases = String.join(",", shop.databases());

        RatchetProcess run = shop.start(GoingBackScenarios.arguments(shop, "in-place", "--yes"));
        Eventually.until("a copy is made", () -> !shop.copies().isEmpty());
        run.terminate();
        RatchetProcess.Ended ended = run.await();

        assertThat(ended.exit()).as(ended.output()).isEqualTo(143);
        assertThat(ended.report().outcome()).contains("everything is as it was");
        assertThat(String.join(",", shop.databases())).isEqualTo(databases);
        assertThat(shop.record().restoring()).isNull();
        assertThat(shop.replicas()).isEqualTo(1);
        assertThat(shop.deployedVersion()).isEqualTo("1.1.0");
        RatchetProcess.Ended verify = shop.ratchet("verify");
        assertThat(verify.exit()).as(verify.output()).isZero();
    }
}
