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
        assertThat(shop.backUp().exit()).isZero();

        RatchetProcess.Ended plan = shop.ratchet("plan", "--to", "1.1.0");
        assertThat(plan.exit()).as(plan.output() + plan.errors()).isZero();
        assertThat(ReportConsole.render(plan.report(), false))
                .contains("OpenTofu 1.12", "workspace default", "helm_release.jitera", "update", "chart");
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
                .doesNotContain(TerraformProject.SECRET);
        assertThat(shop.directory().resolve("charts/1.0.0/Chart.yaml")).exists();

        RatchetProcess.Ended again = shop.ratchet("upgrade", "--to", "1.1.0", "--plan", digest);
        assertThat(again.exit()).as(again.output() + again.errors()).isZero();
        assertThat(again.report().outcome()).contains("already");
        RatchetProcess.Ended verified = shop.ratchet("verify", "--to", "1.1.0", "--plan", digest);
        assertThat(verified.exit()).as(verified.output()).isZero();
        assertThat(shop.ratchet("status").output()).contains("\"chartVersion\" : \"1.1.0\"", "\"verified\"");
        assertThat(shop.ratchet("restore", "--upgrade", shop.upgrade().id(), "--strategy", "in-place")
                        .exit())
                .isEqualTo(64);
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
}
