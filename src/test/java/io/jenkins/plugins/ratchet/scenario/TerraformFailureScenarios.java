package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.InstallerRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is refused, what ends before anything is changed, what fails, and what outlives it, with Terraform. */
interface TerraformFailureScenarios extends OnStage {
    String NO_BACKUP = "backup-proven=this scenario is about something else";

    private static RatchetProcess start(Shop shop, String version) {
        return shop.start("upgrade", "--to", version, "--allow", NO_BACKUP);
    }

    private static RatchetProcess.Ended upgrade(Shop shop, String version) {
        return start(shop, version).await();
    }

    @Scenario
    default void what_would_uninstall_roll_back_or_change_more_than_the_release_is_refused_and_nothing_is_changed(
            Shop shop) throws IOException {
        TerraformProject project = TerraformProject.installed(shop);
        RatchetProcess.Ended idle = upgrade(shop, "1.0.0");
        assertThat(idle.exit()).isEqualTo(2);
        assertThat(idle.finding("terraform-applicable")).contains("nothing to change on helm_release.jitera");
        project.chart(Chart.of("1.1.0"));

        project.configure(
                "  wait      = false\n",
                "  wait      = false\n  cleanup_on_fail = true\n  atomic = true\n  force_update = true\n  disable_webhooks = true\n");
        RatchetProcess.Ended unsafe = upgrade(shop, "1.1.0");
        assertThat(unsafe.exit()).as(unsafe.output() + unsafe.errors()).isEqualTo(2);
        assertThat(unsafe.blocks())
                .containsExactlyInAnyOrder(
                        "terraform-no-rollback",
                        "terraform-no-rollback",
                        "terraform-not-forced",
                        "terraform-hooks-run");
        assertThat(unsafe.finding("terraform-no-rollback"))
                .contains("cleanup_on_fail = true: it deletes", "set cleanup_on_fail = false on helm_release.jitera");
        project.configure(
                "  cleanup_on_fail = true\n  atomic = true\n  force_update = true\n  disable_webhooks = true\n", "");

        project.done("taint", "helm_release.jitera");
        RatchetProcess.Ended tainted = upgrade(shop, "1.1.0");
        assertThat(tainted.exit()).isEqualTo(2);
        assertThat(tainted.finding("terraform-release-kept"))
                .contains("helm_release.jitera is tainted", "tofu untaint helm_release.jitera");
        project.done("untaint", "helm_release.jitera");

        project.configure("  wait      = false\n", "  wait      = false\n  description = terraform_data.note.input\n");
        project.configure("input = \"first\"", "input = \"second\"");
        RatchetProcess.Ended beside = upgrade(shop, "1.1.0");
        assertThat(beside.exit()).as(beside.output() + beside.errors()).isEqualTo(2);
        assertThat(beside.blocks()).containsExactly("terraform-only-target");
        assertThat(beside.finding("terraform-only-target")).contains("terraform_data.note would change too: update");
        shop.configure("  variable: chart_path", "  variable: chart_path\n  alsoChanges: [terraform_data.note]");

        assertThat(upgrade(shop, "1.1.0").exit()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        project.chart("charts/1.0.0");
        RatchetProcess.Ended older = upgrade(shop, "1.0.0");
        assertThat(older.exit()).isEqualTo(2);
        assertThat(older.blocks()).contains("version-not-older");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(upgrade(shop, "1.1.0").finding("terraform-target")).contains("leads to chart");

        Files.move(
                project.directory().resolve(".terraform"), project.directory().resolve("aside"));
        RatchetProcess.Ended uninitialised = upgrade(shop, "1.1.0");
        assertThat(uninitialised.exit()).isEqualTo(69);
        assertThat(uninitialised.report().outcome()).contains("is not initialised: run `tofu -chdir=");
    }

    @Scenario
    default void what_ended_before_helm_began_changed_nothing_and_a_migration_that_failed_did(Shop shop)
            throws Exception {
        TerraformProject project = TerraformProject.installed(shop);
        project.chart(Chart.of("1.1.0").failingAfterCommit());

        Process applying = project.start("apply", "-target=terraform_data.note", "-replace=terraform_data.note");
        Eventually.until("it asks for approval", () -> project.locked());
        RatchetProcess.Ended locked = upgrade(shop, "1.1.0");
        assertThat(locked.exit()).as(locked.output() + locked.errors()).isEqualTo(2);
        assertThat(locked.blocks()).containsExactly("terraform-state-unlocked");
        assertThat(locked.finding("terraform-state-unlocked"))
                .contains("is locked by " + System.getProperty("user.name") + "@", "force-unlock");
        applying.getOutputStream().close();
        applying.waitFor();

        // Somebody applies something else between the plan and its application.
        project.program("""
                case "$*" in
                *" apply "*) (cd infra && "$TOFU" apply -auto-approve -var-file=shop.tfvars -target=terraform_data.note \\
                    -replace=terraform_data.note) >/dev/null ;;
                esac
                exec "$TOFU" "$@\"""");
        RatchetProcess.Ended stale = upgrade(shop, "1.1.0");
        assertThat(stale.exit()).as(stale.output() + stale.errors()).isEqualTo(2);
        assertThat(stale.blocks()).containsExactly("plan-unchanged");
        assertThat(stale.finding("plan-unchanged")).contains("the saved plan is stale");
        assertThat(shop.upgrade().untouched()).isTrue();

        project.realProgram();
        Path broken = shop.directory().resolve("charts/1.1.0/templates/broken.yaml");
        Files.writeString(broken, "{{ fail \"no such value\" }}");
        RatchetProcess.Ended unmade = upgrade(shop, "1.1.0");
        assertThat(unmade.exit()).as(unmade.output() + unmade.errors()).isEqualTo(2);
        assertThat(unmade.finding("terraform-applicable")).contains("before helm made revision 2", "no such value");
        assertThat(shop.revisions()).containsExactly("1 deployed");
        Files.delete(broken);

        RatchetProcess.Ended failed = upgrade(shop, "1.1.0");
        assertThat(failed.exit()).as(failed.output() + failed.errors()).isEqualTo(3);
        assertThat(shop.upgrade().message()).contains("hook Job", "-migrate");
        assertThat(failed.report().advice().commands()).contains("ratchet upgrade --to 1.1.0");
        assertThat(shop.revisions()).containsExactly("1 deployed", "2 failed");

        project.chart(Chart.of("1.1.0"));
        RatchetProcess.Ended mended = upgrade(shop, "1.1.0");
        assertThat(mended.exit()).as(mended.output() + mended.errors()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 failed", "3 deployed");
    }

    @Scenario
    default void a_provider_that_outlives_its_terraform_is_waited_for_and_the_next_run_brings_the_state_along(
            Shop shop) {
        TerraformProject project = TerraformProject.installed(shop);
        project.chart(Chart.of("1.1.0").waiting());
        project.providerOutlivesTerraform();
        RatchetProcess upgrade = start(shop, "1.1.0");
        shop.awaitMigrationOf("1.1.0");
        shop.killHelm();
        Eventually.until("it is told", () -> upgrade.told().contains("its provider works on"));
        shop.letGo("1.1.0");

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output() + ended.errors()).isEqualTo(3);
        assertThat(ended.errors()).contains("the provider is done, and idles on");
        assertThat(shop.upgrade().message()).contains("its provider went on without it", "revision 2 is deployed");
        RatchetProcess.Ended comeRound = upgrade(shop, "1.1.0");
        assertThat(comeRound.blocks()).as(comeRound.output()).containsExactly("step-order");
        assertThat(comeRound.finding("step-order")).contains("was never verified");
        assertThat(comeRound.errors()).contains("was finished by tofu after it was given up");
        assertThat(shop.ratchet("verify").exit()).isZero();

        project.chart(Chart.of("1.2.0"));
        RatchetProcess.Ended next = upgrade(shop, "1.2.0");
        assertThat(next.exit()).as(next.output() + next.errors()).isZero();
        assertThat(next.finding("terraform-drift")).contains("helm_release.jitera is not as the state says");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 superseded", "3 deployed");
        project.endProviders();
    }

    @Scenario
    default void killed_together_with_its_terraform_nothing_begins_while_the_provider_lives(Shop shop) {
        TerraformProject project = TerraformProject.installed(shop);
        project.chart(Chart.of("1.1.0").waiting());
        project.providerOutlivesTerraform();
        RatchetProcess upgrade = start(shop, "1.1.0");
        shop.awaitMigrationOf("1.1.0");
        long pid = shop.upgrade().helm().pid();
        upgrade.kill();
        shop.killHelm();

        assertThat(InstallerRun.sessionRuns(pid)).as("the provider lives").isTrue();
        assertThat(upgrade(shop, "1.1.0").blocks()).contains("release-not-pending");
        RatchetProcess.Ended early = shop.ratchet("recover", "--nobody-runs-helm");
        assertThat(early.exit()).as(early.output()).isEqualTo(2);
        assertThat(early.finding("release-not-pending")).contains("is running");
        shop.letGo("1.1.0");
        shop.awaitMigrationToBe("Complete");
        project.endProviders();
        Eventually.until("the provider has ended", () -> !InstallerRun.sessionRuns(pid));
        assertThat(shop.ratchet("recover").exit()).isZero();
        RatchetProcess.Ended again = upgrade(shop, "1.1.0");
        assertThat(again.exit()).as(again.output() + again.errors()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 failed", "3 deployed");
        assertThat(shop.ratchet("verify").exit()).isZero();
    }

    @Scenario
    default void told_to_stop_it_lets_the_provider_end_and_records_what_became_of_it(Shop shop) {
        TerraformProject project = TerraformProject.installed(shop);
        project.chart(Chart.of("1.1.0").waiting());
        RatchetProcess upgrade = start(shop, "1.1.0");
        shop.awaitMigrationOf("1.1.0");
        upgrade.interrupt();
        Eventually.until("Terraform is told", () -> upgrade.told().contains("asked to stop"));
        shop.letGo("1.1.0");

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output() + ended.errors()).isEqualTo(130);
        assertThat(shop.lockHolder()).isEmpty();
        RatchetProcess.Ended again = upgrade(shop, "1.1.0");
        assertThat(again.exit()).as(again.output() + again.errors()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
    }
}
