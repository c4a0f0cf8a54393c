package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.AppliedPlan;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A product that is a resource of Terraform, upgraded as the vendor's page says, and what goes wrong on the way. */
interface TerraformScenarios extends OnStage {
    String NO_BACKUP = "backup-proven=this scenario is about something else";

    private static RatchetProcess start(Shop shop, String version) {
        return shop.start("upgrade", "--to", version, "--allow", NO_BACKUP);
    }

    private static RatchetProcess.Ended upgrade(Shop shop, String version) {
        return start(shop, version).await();
    }

    @Scenario
    default void the_configuration_is_led_to_the_new_chart_and_the_saved_plan_that_was_approved_is_applied(Shop shop)
            throws IOException {
        TerraformProject project = TerraformProject.installed(shop);
        shop.chart(Chart.of("1.1.0"));
        RatchetProcess.Ended early = shop.ratchet("plan", "--to", "1.1.0");
        assertThat(early.exit()).as(early.output() + early.errors()).isEqualTo(2);
        assertThat(early.finding("terraform-target"))
                .contains(
                        "leads to chart " + shop.directory().resolve("charts/1.0.0"),
                        "set chart_path = \"" + shop.directory().resolve("charts/1.1.0") + "\" in infra/shop.tfvars");
        project.chart("charts/1.1.0");
        String motto = "hidden-under-a-plain-name";
        project.configure(
                "  timeout   = 60\n",
                "  timeout   = 60\n  set {\n    name  = \"colour\"\n    value = \"blue\"\n  }\n  set_sensitive {\n    name  = \"motto\"\n    value = \""
                        + motto + "\"\n  }\n");
        assertThat(shop.backUp().exit()).isZero();

        RatchetProcess.Ended plan = shop.ratchet("plan", "--to", "1.1.0");
        assertThat(plan.exit()).as(plan.output() + plan.errors()).isZero();
        assertThat(ReportConsole.render(plan.report(), false))
                .contains("OpenTofu 1.12", "workspace default", "helm_release.jitera", "update", "chart");
        assertThat(ReportConsole.render(plan.report(), false))
                .contains("colour", "motto", shop.name() + "-api")
                .doesNotContain("not-looked-at");
        assertThat(shop.revisions()).containsExactly("1 deployed");

        String digest = plan.report().digest();
        RatchetProcess.Ended upgraded = shop.ratchet("upgrade", "--to", "1.1.0", "--plan", digest);
        assertThat(upgraded.exit()).as(upgraded.output() + upgraded.errors()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.deployedVersion()).isEqualTo("1.1.0");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.UPGRADED);
        AppliedPlan applied = shop.upgrade().helm().plan();
        Path backup = Path.of(applied.stateBackup());
        assertThat(backup).content().contains("charts/1.0.0").doesNotContain("charts/1.1.0");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        assertThat(upgraded.errors()).contains(backup.toString(), applied.stateSha256());
        assertThat(backup).content().contains(TerraformProject.SECRET);
        assertThat(shop.transcript()
                        + shop.recordText()
                        + Files.readString(shop.directory().resolve("events.jsonl")))
                .doesNotContain(TerraformProject.SECRET)
                .doesNotContain(motto);
        assertThat(shop.directory().resolve("charts/1.0.0/Chart.yaml")).exists();

        RatchetProcess.Ended again = shop.ratchet("upgrade", "--to", "1.1.0", "--plan", digest);
        assertThat(again.exit()).as(again.output() + again.errors()).isZero();
        assertThat(again.report().outcome()).contains("already");
        RatchetProcess.Ended verified = shop.ratchet("verify", "--to", "1.1.0", "--plan", digest);
        assertThat(verified.exit()).as(verified.output()).isZero();
        Alike.upgraded(upgraded, verified, shop.ratchet("status"));
        assertThat(shop.ratchet("upgrade", "--to", "1.1.0", "--through").exit()).isEqualTo(64);
    }

    @Scenario
    default void killed_while_the_provider_upgrades_the_next_run_waits_its_turn_and_reads_the_truth(Shop shop) {
        TerraformProject project = TerraformProject.installed(shop);
        project.chart(Chart.of("1.1.0").waiting());
        RatchetProcess upgrade = start(shop, "1.1.0");
        shop.awaitMigrationOf("1.1.0");
        upgrade.kill();

        RatchetProcess.Ended early = upgrade(shop, "1.1.0");
        assertThat(early.exit()).as(early.output() + early.errors()).isEqualTo(2);
        assertThat(early.blocks()).contains("release-not-pending", "terraform-state-unlocked");
        assertThat(shop.ratchet("recover", "--nobody-runs-helm").exit()).isEqualTo(2);
        shop.letGo("1.1.0");
        Eventually.until("Terraform has ended", () -> !shop.helmRuns());

        RatchetProcess.Ended again = upgrade(shop, "1.1.0");
        assertThat(again.exit()).as(again.output() + again.errors()).isZero();
        assertThat(again.report().outcome()).contains("already");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
        assertThat(shop.ratchet("verify").exit()).isZero();
    }

    @Scenario
    default void it_goes_back_beside_terraform_and_forward_again_through_it(Shop shop) throws Exception {
        TerraformProject project = TerraformProject.installed(shop);
        shop.declareWriters();
        project.chart(GoingBackScenarios.destructive(shop, "1.1.0"));
        String before = GoingBackScenarios.digestOfTable(shop);
        assertThat(shop.backUp().exit()).isZero();
        RatchetProcess.Ended upgraded = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(upgraded.exit()).as(upgraded.output() + upgraded.errors()).isZero();
        shop.sql("INSERT INTO invoices SELECT generate_series(1, 7)");

        RatchetProcess.Ended elsewhere = GoingBackScenarios.restore(shop, "new-instance", "--yes");
        assertThat(elsewhere.exit()).as(elsewhere.output() + elsewhere.errors()).isEqualTo(2);
        assertThat(elsewhere.finding("restore-possible"))
                .contains("the Terraform configuration holds these", "in-place");
        Process applying = project.start("apply", "-target=terraform_data.note", "-replace=terraform_data.note");
        Eventually.until("it asks for approval", () -> project.locked());
        RatchetProcess.Ended locked = GoingBackScenarios.restore(shop, "in-place", "--yes");
        assertThat(locked.exit()).as(locked.output() + locked.errors()).isEqualTo(2);
        assertThat(locked.blocks()).containsExactly("terraform-state-unlocked");
        applying.getOutputStream().close();
        applying.waitFor();
        RatchetProcess.Ended plan = GoingBackScenarios.restore(shop, "in-place");
        assertThat(plan.exit()).as(plan.output() + plan.errors()).isZero();
        String[] warning = {
            "Terraform is not told",
            "leading to chart " + shop.directory().resolve("charts/1.1.0"),
            "Nobody may run `tofu apply`",
            "until chart_path = \"" + shop.directory().resolve("charts/1.0.0") + "\" in infra/shop.tfvars is set again"
        };
        assertThat(plan.report().restore().notes())
                .singleElement()
                .satisfies(note -> assertThat(note).contains(warning));
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");

        RatchetProcess.Ended restored = GoingBackScenarios.restore(
                shop, "in-place", "--plan", plan.report().digest());
        assertThat(restored.exit()).as(restored.output() + restored.errors()).isZero();
        assertThat(ReportConsole.render(restored.report(), false)).contains("Terraform is not told");
        assertThat(GoingBackScenarios.digestOfTable(shop)).isEqualTo(before);
        assertThat(shop.deployedVersion()).isEqualTo("1.0.0");
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
        assertThat(shop.record().mark().chartVersion()).isEqualTo("1.0.0");
        assertThat(Stage.ended(project.start("plan", "-detailed-exitcode")).exit())
                .as("Terraform by itself would upgrade once more, as it was told")
                .isEqualTo(2);

        RatchetProcess.Ended unsaved = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(unsaved.blocks()).containsExactly("backup-proven");
        assertThat(unsaved.finding("terraform-drift")).contains("helm_release.jitera is not as the state says");
        project.chart("charts/1.0.0");
        assertThat(GoingBackScenarios.restore(shop, "in-place").output()).contains("the configuration leads to chart");
        assertThat(shop.backUp().exit()).isZero();
        RatchetProcess.Ended along = shop.ratchet("upgrade", "--to", "1.0.0");
        assertThat(along.exit()).as(along.output() + along.errors()).isZero();
        assertThat(Stage.ended(project.start("plan", "-detailed-exitcode")).exit())
                .as("state, configuration and release agree")
                .isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();

        project.chart("charts/1.1.0");
        assertThat(shop.backUp().exit()).isZero();
        RatchetProcess.Ended again = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(again.exit()).as(again.output() + again.errors()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
        assertThat(shop.revisions()).endsWith("3 superseded", "4 superseded", "5 deployed");
    }
}
