package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.Ran;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jitera's page "Upgrade" as far as it goes through Terraform: it is followed once, with the profile, the vendor's zips and
 * the real OpenTofu, and each of its sentences is a test that looks at what came of it.
 */
class JiteraTerraformPageIT {
    private static final String OLD = "26.05.12";
    private static final String NEW = "26.06.01";
    private static final String NEWEST = "26.07.01";

    @TempDir
    static Path directory;

    private static Stage stage;
    private static Shop shop;
    private static TerraformProject project;

    private static RatchetProcess.Ended unprepared;
    private static RatchetProcess.Ended skipping;
    private static RatchetProcess.Ended notPointed;
    private static RatchetProcess.Ended automaticRollback;
    private static RatchetProcess.Ended plan;
    private static RatchetProcess.Ended upgrade;
    private static String noteAfterwards;
    private static RatchetProcess.Ended verify;
    private static RatchetProcess.Ended pointedBack;
    private static RatchetProcess.Ended restored;

    @BeforeAll
    static void follow() throws IOException {
        stage = Stage.embeddedOrSkip("the page on Terraform", directory);
        shop = new Shop(stage);
        Path charts = Files.createDirectories(shop.directory().resolve("charts"));
        zip(OLD);
        Shop.done(unzip(charts.resolve(name(OLD) + ".zip"), charts.resolve(name(OLD))));
        project = TerraformProject.installed(shop, "charts/" + name(OLD) + "/jitera");
        Files.writeString(shop.directory().resolve("ratchet.yaml"), configuration());
        zip(NEW);
        zip(NEWEST);

        skipping = shop.ratchet("plan", "--to", NEWEST);
        notPointed = shop.ratchet("plan", "--to", NEW);
        project.chart("charts/" + name(NEW) + "/jitera");
        unprepared = shop.ratchet("upgrade", "--to", NEW);
        project.configure("  wait      = false\n", "  wait      = false\n  cleanup_on_fail = true\n");
        automaticRollback = shop.ratchet("plan", "--to", NEW);
        project.configure("  cleanup_on_fail = true\n", "");
        shop.backUp();
        project.configure("input = \"first\"", "input = \"drifted\"");
        plan = shop.ratchet("plan", "--to", NEW);
        upgrade = shop.ratchet("upgrade", "--to", NEW, "--plan", plan.report().digest());
        noteAfterwards = Stage.ended(project.start("show")).output();
        verify = shop.ratchet("verify", "--to", NEW);
        project.chart("charts/" + name(OLD) + "/jitera");
        pointedBack = shop.ratchet("upgrade", "--to", OLD);
        restored = shop.ratchet("restore", "--upgrade", shop.upgrade().id(), "--strategy", "new-instance");
    }

    private static String name(String version) {
        return "jitera-helm-v" + version;
    }

    private static String configuration() {
        return """
                product: jitera
                installer: terraform
                release: %1$s
                namespace: %1$s
                chart: charts/jitera-helm-v{version}.zip
                terraform:
                  directory: infra
                  program: tofu
                  target: helm_release.jitera
                  variable: chart_path
                  varFiles: [infra/shop.tfvars]
                databases:
                  - name: automation
                    connection:
                      url: postgresql://postgres@127.0.0.1:%2$d/%1$s
                      password: { secret: shop-db, key: password }
                    schemaVersion: select max(version) from schema_migrations
                  - { name: pgvector, remove: true }
                  - { name: mongodb, remove: true }
                checks:
                  - { name: schema, remove: true }
                  - { name: images, remove: true }
                  - { name: restarts, remove: true }
                backups: { jobs: 1 }
                upgrade: { timeout: 60s, readyTimeout: 20s }
                """.formatted(shop.name(), stage.postgres().port());
    }

    /** The vendor's archive: the chart in a directory of its own. */
    private static void zip(String version) throws IOException {
        Chart chart = Chart.of(version.replace(".0", ".")).appVersion(version);
        Path home = shop.directory().resolve(shop.chart(chart));
        Path zip = shop.directory().resolve("charts/" + name(version) + ".zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.putNextEntry(new ZipEntry("jitera/" + home.relativize(file)));
                Files.copy(file, entries);
            }
        }
    }

    private static Ran unzip(Path zip, Path into) {
        try {
            return Stage.ended(new ProcessBuilder("jar", "xf", zip.toString())
                    .directory(Files.createDirectories(into).toFile())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void close() throws IOException {
        if (shop != null) {
            shop.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void before_any_chart_change_back_up_the_databases() {
        assertThat(unprepared.exit()).isEqualTo(2);
        assertThat(unprepared.blocks()).contains("backup-proven");
    }

    @Test
    void capture_the_current_helm_release_state_and_record_the_revision_number() {
        assertThat(shop.upgrade().from().revision()).isEqualTo(1);
        assertThat(shop.upgrade().from().appVersion()).isEqualTo(OLD);
        assertThat(Path.of(shop.upgrade().helm().plan().stateBackup())).exists();
    }

    @Test
    void upgrade_one_minor_version_at_a_time_as_skip_version_upgrades_are_not_supported() {
        assertThat(skipping.exit()).as(skipping.output() + skipping.errors()).isEqualTo(2);
        assertThat(skipping.finding("version-path")).contains(NEW);
    }

    @Test
    void extract_the_zip_alongside_the_current_chart_and_do_not_overwrite() {
        Path charts = shop.directory().resolve("charts");
        assertThat(charts.resolve(name(NEW) + "/jitera/Chart.yaml")).content().contains(NEW);
        assertThat(charts.resolve(name(OLD) + "/jitera/Chart.yaml")).content().contains(OLD);
    }

    @Test
    void update_your_terraform_variable_to_point_at_the_new_chart_path() {
        assertThat(notPointed.exit()).as(notPointed.output()).isEqualTo(2);
        assertThat(notPointed.finding("terraform-target"))
                .contains(
                        "leads to chart",
                        name(OLD),
                        "set chart_path = \"" + shop.directory().resolve("charts/" + name(NEW) + "/jitera") + "\"");
    }

    @Test
    void plan_and_apply_and_target_the_helm_release_to_avoid_unrelated_drift() {
        assertThat(plan.exit()).as(plan.output() + plan.errors()).isZero();
        assertThat(upgrade.exit()).as(upgrade.output() + upgrade.errors()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(noteAfterwards).contains("\"first\"").doesNotContain("drifted");
    }

    @Test
    void wait_for_the_migration_job_to_show_complete_before_trusting_the_rest_of_the_rollout() {
        assertThat(upgrade.report().jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.state()).isEqualTo(JobOutcome.State.COMPLETE));
        assertThat(shop.migrationsOf(NEW.replace(".0", "."))).isEqualTo(1);
        assertThat(verify.exit()).as(verify.output()).isZero();
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.VERIFIED);
    }

    @Test
    void smoke_test_the_upgraded_deployment() {
        assertThat(verify.report().checks()).anyMatch(check -> check.name().equals("studio"));
    }

    @Test
    void helms_automatic_rollback_cleanup_on_fail_does_not_recover_so_it_is_refused() {
        assertThat(automaticRollback.exit()).isEqualTo(2);
        assertThat(automaticRollback.finding("terraform-no-rollback")).contains("set cleanup_on_fail = false");
    }

    @Test
    void a_terraform_managed_rollback_points_the_variable_back_and_is_refused_as_migrations_are_forward_only() {
        assertThat(pointedBack.exit()).isEqualTo(2);
        assertThat(pointedBack.blocks()).contains("version-not-older", "app-version-not-older");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
    }

    @Test
    void the_snapshots_are_restored_to_a_new_instance_and_repointing_is_left_to_the_configuration() {
        assertThat(restored.exit()).as(restored.output() + restored.errors()).isZero();
        assertThat(restored.report().restore().notes())
                .anySatisfy(note -> assertThat(note).contains("to be changed by hand: database automation"))
                .anySatisfy(note -> assertThat(note).contains("install the matching chart yourself"));
    }
}
