package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import java.io.IOException;

/** A product that an admin console of KOTS installs, at its core: an upgrade as the vendor's page says, and one that was killed. */
interface KotsCoreScenarios extends OnStage {
    String NO_BACKUP = "backup-proven=this scenario is about something else";

    static RatchetProcess.Ended upgrade(Shop shop, String label, String... more) {
        return start(shop, label, more).await();
    }

    static RatchetProcess start(Shop shop, String label, String... more) {
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"upgrade", "--to", label, "--allow", NO_BACKUP}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return shop.start(all);
    }

    @Scenario
    default void updates_are_checked_for_preflights_waited_for_and_one_version_is_deployed_and_watched(Shop shop)
            throws IOException {
        try (Console console = new Console(shop, stage()).installed()) {
            shop.configure("backups: {", "versions: { supportMonths: 12 }\nbackups: {");
            console.release(Chart.of("1.1.0"))
                    .releasedAt("2020-02-01T23:00:00-05:00")
                    .helm("[--skip-crds]", "colour: blue")
                    .checkedAfter(3)
                    .check("Kubernetes version", "isPass", true)
                    .check("Disk space", "isPass", false);
            assertThat(shop.backUp().exit()).isZero();
            RatchetProcess.Ended plan = shop.ratchet("plan", "--to", "1.1.0");
            assertThat(plan.exit()).as(plan.output() + plan.errors()).isZero();
            assertThat(plan.errors()).contains("checks for updates", "waiting for the preflight checks of 1.1.0");
            assertThat(ReportConsole.render(plan.report(), false))
                    .contains("version v1.117.3", "sequence 1", "Kubernetes version");
            assertThat(plan.finding("kots-preflights")).contains("Kubernetes version", "Disk space");
            assertThat(ReportConsole.render(plan.report(), false)).contains("colour", shop.name() + "-api");
            assertThat(plan.finding("not-looked-at")).isEmpty();
            assertThat(plan.finding("support-window"))
                    .contains("1.1.0 of 2020-02-02 is out of support since 2021-02-02");
            assertThat(shop.revisions()).containsExactly("1 deployed");
            String digest = plan.report().digest();

            RatchetProcess.Ended upgraded = shop.ratchet("upgrade", "--to", "1.1.0", "--plan", digest);

            assertThat(upgraded.exit())
                    .as(upgraded.output() + upgraded.errors())
                    .isZero();
            assertThat(upgraded.errors()).contains("the admin console has deployed 1.1.0 (sequence 1)");
            assertThat(ReportConsole.render(upgraded.report(), false)).contains("before the upgrade it listed");
            assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
            assertThat(shop.deployedVersion()).isEqualTo("1.1.0");
            assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.UPGRADED);
            assertThat(shop.upgrade().helm().console().sequence()).isEqualTo(1);
            assertThat(shop.upgrade().schemaAfter())
                    .hasEntrySatisfying("metadata", schema -> assertThat(schema).contains("1.1.0"));
            assertThat(shop.ratchet("upgrade", "--to", "1.1.0", "--plan", digest)
                            .exit())
                    .as("the same upgrade asked for again")
                    .isZero();
            RatchetProcess.Ended verified = shop.ratchet("verify", "--to", "1.1.0");
            assertThat(verified.exit()).as(verified.output()).isZero();
            Alike.upgraded(upgraded, verified, shop.ratchet("status"));
            assertThat(console.commands()).noneMatch(command -> command.contains("skip-preflights"));
            assertThat(console.commands().stream().filter(command -> command.contains("deploy-version-label")))
                    .hasSize(1);
        }
    }

    @Scenario
    default void killed_while_the_console_deploys_the_next_run_waits_its_turn_and_reads_the_truth(Shop shop)
            throws IOException {
        try (Console console = new Console(shop, stage()).installed()) {
            console.release(Chart.of("1.1.0").waiting());
            RatchetProcess upgrade = start(shop, "1.1.0");
            shop.awaitMigrationOf("1.1.0");
            upgrade.kill();

            RatchetProcess.Ended early = upgrade(shop, "1.1.0");
            assertThat(early.exit()).isEqualTo(2);
            assertThat(early.blocks()).contains("release-not-pending");
            shop.letGo("1.1.0");
            Eventually.until(
                    "the console has deployed it", () -> console.status("1.1.0").equals("deployed"));

            RatchetProcess.Ended again = upgrade(shop, "1.1.0");
            assertThat(again.exit()).as(again.output() + again.errors()).isZero();
            assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
            assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
            assertThat(shop.ratchet("verify").exit()).isZero();
        }
    }
}
