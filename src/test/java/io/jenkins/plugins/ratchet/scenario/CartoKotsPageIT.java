package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CARTO's page "Updates" as far as it is about the Admin Console, on a single VM and in Kubernetes, whose steps are the same:
 * the page is followed once, with the profile, and each of its sentences is a test that looks at what came of it.
 */
class CartoKotsPageIT {
    private static final String INSTALLED = before(14);
    private static final String OLD = before(13);
    private static final String NEW = before(1);
    private static final String NEWEST = before(0);

    @TempDir
    static Path directory;

    private static Stage stage;
    private static Console console;
    private static Shop shop;

    private static RatchetProcess.Ended unprepared;
    private static RatchetProcess.Ended unsupported;
    private static RatchetProcess.Ended tooOldConsole;
    private static RatchetProcess.Ended backup;
    private static RatchetProcess.Ended plan;
    private static RatchetProcess.Ended upgrade;
    private static List<String> untilDeployed;
    private static List<String> afterUpgrade;
    private static RatchetProcess.Ended consoleBesideUpgrade;
    private static RatchetProcess.Ended verify;
    private static RatchetProcess.Ended vague;
    private static RatchetProcess.Ended otherLocalVersion;
    private static RatchetProcess.Ended consoleUpgrade;
    private static RatchetProcess.Ended previous;
    private static RatchetProcess.Ended failed;
    private static RatchetProcess.Ended restored;
    private static List<String> afterRestore;
    private static RatchetProcess.Ended rolledBack;

    /** A version of the calendar that CARTO counts by. */
    private static String before(int months) {
        LocalDate day = LocalDate.now().minusMonths(months);
        return day.getYear() + "." + day.getMonthValue() + "." + day.getDayOfMonth();
    }

    @BeforeAll
    static void follow() throws IOException {
        stage = Stage.embeddedOrSkip("the page on KOTS", directory);
        shop = new Shop(stage);
        shop.values("appConfigValues: { aiFeaturesEnabled: true }");
        shop.sql("postgres", "CREATE DATABASE \"" + shop.name() + "_aiproxy\"");
        console = new Console(shop, stage).installed(Chart.of(INSTALLED));
        Files.writeString(shop.directory().resolve("ratchet.yaml"), configuration());
        console.release(Chart.of(OLD));
        console.release(Chart.of(NEW)).checkedAfter(4).check("Kubernetes version", "isPass", true);
        console.release(Chart.of(NEWEST).failingAfterCommit()).minKots("1.120.0");

        unprepared = shop.ratchet("upgrade", "--to", NEW);
        unsupported = shop.ratchet("plan", "--to", OLD);
        tooOldConsole = shop.ratchet("plan", "--to", NEWEST);
        backup = shop.backUp();
        plan = shop.ratchet("plan", "--to", NEW);
        upgrade = shop.ratchet("upgrade", "--to", NEW, "--plan", plan.report().digest());
        untilDeployed = console.commands();
        afterUpgrade = shop.revisions();
        consoleBesideUpgrade = shop.ratchet("kots-console", "upgrade", "--version", "1.120.0");
        verify = shop.ratchet("verify");
        vague = shop.ratchet("kots-console", "upgrade", "--version", "latest");
        shop.environment().put("KOTS_VERSION", "v1.119.0");
        otherLocalVersion = shop.ratchet("kots-console", "upgrade", "--version", "1.120.0");
        shop.environment().put("KOTS_VERSION", "v1.120.0");
        consoleUpgrade = shop.ratchet("kots-console", "upgrade", "--version", "1.120.0");
        previous = shop.ratchet("upgrade", "--to", INSTALLED);
        shop.backUp();
        failed = shop.ratchet("upgrade", "--to", NEWEST);
        restored = shop.ratchet("restore", "--upgrade", shop.upgrade().id(), "--strategy", "in-place", "--yes");
        afterRestore = shop.revisions();
        if (stage.hasHelmBinary()) {
            shop.helm("rollback", shop.name(), "1", "--no-hooks");
            rolledBack = shop.ratchet("plan", "--to", NEW);
        }
    }

    private static String configuration() {
        String connection =
                "connection: { host: 127.0.0.1, port: { values: database.port }, database: %s, user: postgres,"
                        + " password: { secret: shop-db, key: password } }, writers: [deployment/" + shop.name()
                        + "-api]";
        return """
                product: carto-kots
                release: %1$s
                namespace: %1$s
                kots: { app: shop }
                databases:
                  - { name: carto, %2$s }
                  - { name: aiproxy, %3$s }
                checks: [{ name: platform, remove: true }, { name: images, remove: true }, { name: restarts, remove: true }]
                backups: { jobs: 1 }
                upgrade: { timeout: 60s, readyTimeout: 20s }
                """.formatted(
                        shop.name(), connection.formatted(shop.name()), connection.formatted(shop.name() + "_aiproxy"));
    }

    @AfterAll
    static void close() throws IOException {
        if (shop != null) {
            shop.close();
        }
        if (console != null) {
            console.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void support_is_available_only_for_versions_released_within_the_past_12_months() {
        assertThat(unsupported.finding("support-window"))
                .contains(OLD + " of", "is out of support since", "the version that runs is out of support");
        assertThat(plan.finding("support-window")).doesNotContain(NEW);
    }

    @Test
    void before_performing_any_upgrade_you_must_create_a_backup_of_your_databases() {
        assertThat(unprepared.exit()).isEqualTo(2);
        assertThat(unprepared.blocks()).containsOnly("backup-proven");
    }

    @Test
    void carto_is_required_and_aiproxy_only_if_AI_features_are_enabled() {
        assertThat(unprepared.finding("backup-proven")).contains("carto", "aiproxy");
        assertThat(shop.record().past().get(0).backups())
                .extracting(BackupEntry::database)
                .contains("carto", "aiproxy");
    }

    @Test
    void verify_backups_are_complete_and_restorable_before_proceeding() {
        assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
        assertThat(backup.errors()).contains("proof", "equal to the source");
        assertThat(shop.record().past().get(0).backups()).isNotEmpty().allMatch(BackupEntry::proven);
    }

    @Test
    void document_the_current_chart_version() {
        assertThat(shop.record().past().get(0).from().chartVersion()).isEqualTo(INSTALLED);
    }

    @Test
    void login_to_the_admin_console_and_check_for_updates() {
        assertThat(console.commands().get(0))
                .startsWith("upstream upgrade shop --output json --namespace " + shop.name());
        assertThat(plan.errors()).contains("the admin console checks for updates");
        assertThat(Stream.of(plan, upgrade, verify, failed, restored))
                .allSatisfy(run -> assertThat(run.output() + run.errors()).doesNotContain(Console.PASSWORD));
        assertThat(String.join("\n", console.commands())).doesNotContain(Console.PASSWORD);
    }

    @Test
    void new_versions_that_are_available_are_seen() {
        assertThat(ReportConsole.render(plan.report(), false))
                .contains("console ", INSTALLED, "sequence 0", OLD, "sequence 1", NEW, "sequence 2");
    }

    @Test
    void wait_for_the_preflight_checks_to_complete() {
        assertThat(unprepared.errors()).contains("waiting for the preflight checks of " + NEW, "PASS (strict)");
        assertThat(plan.finding("kots-preflights")).contains("preflight checks that passed: Kubernetes version");
        assertThat(console.commands()).noneMatch(command -> command.contains("skip-preflights"));
    }

    @Test
    void click_on_the_blue_deploy_button() {
        assertThat(plan.exit()).as(plan.output()).isZero();
        assertThat(upgrade.exit()).as(upgrade.output() + upgrade.errors()).isZero();
        assertThat(untilDeployed)
                .filteredOn(command -> command.contains("deploy"))
                .containsExactly("upstream upgrade shop --deploy-version-label=" + NEW + " --output json --namespace "
                        + shop.name());
    }

    @Test
    void monitor_the_progress_in_the_details_section() {
        assertThat(upgrade.errors())
                .contains("has deployed " + NEW + " (sequence 2)", "waiting up to 20 s for", "-migrate");
    }

    @Test
    void upon_completion_the_deployment_is_successfully_updated() {
        assertThat(afterUpgrade).containsExactly("1 superseded", "2 deployed");
        assertThat(verify.exit()).as(verify.output()).isZero();
        assertThat(shop.record().past().get(0).state()).isEqualTo(UpgradeState.VERIFIED);
    }

    @Test
    void installing_a_previous_version_and_downgrading_the_app_version_are_not_supported() {
        assertThat(previous.exit()).isEqualTo(2);
        assertThat(previous.blocks()).contains("kots-version-not-older", "version-not-older", "app-version-not-older");
    }

    @Test
    void using_helm_rollback_to_revert_is_not_supported() {
        if (rolledBack == null) {
            System.err.println("SKIPPED: a rollback behind the console's back. The embedded helm has none");
            return;
        }
        assertThat(rolledBack.exit()).isEqualTo(2);
        assertThat(rolledBack.blocks()).contains("no-rollback");
    }

    @Test
    void if_an_upgrade_fails_contact_CARTO_support_immediately_and_do_not_roll_back() {
        assertThat(failed.exit()).as(failed.output() + failed.errors()).isEqualTo(3);
        assertThat(ReportConsole.render(failed.report(), false)).contains("CARTO Support");
        assertThat(afterRestore).startsWith("1 superseded", "2 superseded", "3 failed");
    }

    @Test
    void restore_from_a_backup_taken_before_the_upgrade_and_reinstall_the_matching_chart_version() {
        assertThat(restored.exit()).as(restored.output() + restored.errors()).isZero();
        assertThat(restored.report().outcome()).contains("restored to", NEW);
        assertThat(afterRestore).endsWith("4 deployed");
        assertThat(shop.migrations()).contains(NEW).doesNotContain(NEWEST);
    }

    @Test
    void the_admin_console_is_upgraded_when_it_is_below_the_minimum_version_and_before_CARTO() {
        assertThat(tooOldConsole.exit()).isEqualTo(2);
        assertThat(tooOldConsole.finding("kots-console-version"))
                .contains("is v1.117.3", "1.120.0", "ratchet kots-console upgrade --version");
        assertThat(consoleUpgrade.exit()).as(consoleUpgrade.output()).isZero();
        assertThat(failed.exit()).as("nothing refuses CARTO's upgrade then").isEqualTo(3);
    }

    @Test
    void it_is_upgraded_independently_of_the_CARTO_upgrade() {
        assertThat(consoleBesideUpgrade.exit()).isEqualTo(2);
        assertThat(consoleBesideUpgrade.blocks()).containsExactly("step-order");
    }

    @Test
    void it_is_not_upgraded_on_your_own() {
        assertThat(untilDeployed).noneMatch(command -> command.startsWith("admin-console"));
        assertThat(console.commands().stream().filter(command -> command.startsWith("admin-console")))
                .hasSize(1);
    }

    @Test
    void only_the_exact_version_in_the_release_notes_is_taken_and_the_local_one_has_to_match_it() {
        assertThat(vague.exit()).isEqualTo(64);
        assertThat(otherLocalVersion.exit()).isEqualTo(69);
        assertThat(otherLocalVersion.report().outcome())
                .contains("kubectl-kots on PATH is v1.119.0", "install kubectl-kots 1.120.0");
    }

    @Test
    void the_version_in_the_cluster_is_updated_by_kubectl_kots_admin_console_upgrade_in_the_namespace() {
        assertThat(console.commands()).contains("admin-console upgrade --namespace " + shop.name());
        assertThat(consoleUpgrade.report().outcome()).contains("from v1.117.3 to v1.120.0, and ready");
    }
}
