package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way back of a project of docker compose, on a real engine, with the real Compose and a real PostgreSQL. */
class ComposeRestoreIT {
    @TempDir
    static Path directory;

    private static DockerEngine engine;
    private static ImageServer images;

    private ComposeShop shop;
    private String oldDigest;

    @BeforeAll
    static void open() throws IOException {
        try {
            engine = DockerEngine.start();
        } catch (RunException e) {
            System.err.println("SKIPPED: restores of projects of docker compose. " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        images = new ImageServer();
        images.offer("v1.1.0", "1.1.0");
    }

    @AfterAll
    static void close() {
        if (images != null) {
            images.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void remove() {
        if (shop != null) {
            shop.close();
        }
    }

    /** In 1.0.0 with a migration that ran, a thousand orders, and a backup of them. */
    private void installedAndBackedUp(String name) throws IOException {
        engine.run(List.of("image", "rm", "--force", images.repository() + ":v1.0.0"));
        oldDigest = images.offer("v1.0.0", "1.0.0");
        shop = new ComposeShop(engine, images, Files.createDirectories(directory.resolve(name)));
        shop.sql("CREATE TABLE orders AS SELECT i AS id, md5(i::text) AS article FROM generate_series(1, 1000) i");
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(shop.transcript()).isZero();
    }

    private RatchetProcess.Ended restore(String... more) {
        return starts(more).await();
    }

    private RatchetProcess starts(String... more) {
        List<String> all =
                new ArrayList<>(List.of("restore", "--upgrade", shop.upgrade().id(), "--strategy", "in-place"));
        all.addAll(List.of(more));
        return shop.start(all.toArray(String[]::new));
    }

    private String orders() {
        return String.join(
                "", shop.query("SELECT count(*) || md5(string_agg(id || article, ',' ORDER BY id)) FROM orders"));
    }

    private String kept() {
        return shop.upgrade().restore().databases().get(0).kept();
    }

    @Test
    void an_upgrade_that_failed_half_way_goes_back_with_its_data_and_the_images_of_then() throws IOException {
        installedAndBackedUp("failed");
        String before = orders();
        shop.spoil("sick-1.1.0");
        shop.change("ratchet.yaml", "readyTimeout: 20s", "readyTimeout: 4s");
        RatchetProcess.Ended failed = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(failed.exit()).as(shop.transcript()).isEqualTo(3);
        assertThat(shop.running("api")).isEqualTo("1.1.0");
        assertThat(failed.report().advice().commands())
                .contains("ratchet restore --upgrade " + shop.upgrade().id() + " --strategy in-place");
        shop.sql("UPDATE orders SET article = 'lost'", "INSERT INTO orders VALUES (1001, 'lost')");
        // The tag is gone, as after tidying up.
        engine.run(List.of("image", "rm", "--force", images.repository() + ":v1.0.0"));
        shop.append("shop.env", "SHOP_VERSION=1.1.0\n");

        RatchetProcess.Ended plan = restore();
        assertThat(plan.exit()).as(shop.transcript()).isZero();
        assertThat(ReportConsole.render(plan.report(), false))
                .contains(
                        "orders: 1001 rows now, 1000 in the backup",
                        "service/api",
                        "service/web",
                        "1.0.0 of project failed",
                        "SHOP_VERSION is 1.1.0 in the project's variables")
                .contains(
                        "runs on, as databases run in it: postgres",
                        "api: " + images.repository() + ":v1.0.0 (" + oldDigest + "), here, and gets this name again; "
                                + images.repository() + ":v1.1.0 is used now");
        assertThat(plan.report().restore().writers()).noneMatch(writer -> writer.contains("postgres"));
        assertThat(shop.upgrade().restore()).as("a plan only").isNull();
        assertThat(shop.running("api")).isEqualTo("1.1.0");

        shop.spoil("sick-1.0.0");
        RatchetProcess.Ended sick = restore("--plan", plan.report().digest());
        assertThat(sick.exit()).as(shop.transcript()).isEqualTo(3);
        assertThat(sick.report().outcome())
                .contains("the databases are restored", "service api is not ready", "run the same restore again");
        shop.mend("sick-1.0.0");
        shop.change("ratchet.yaml", "readyTimeout: 4s", "readyTimeout: 20s");
        RatchetProcess.Ended restored = restore("--plan", plan.report().digest());

        assertThat(restored.exit()).as(shop.transcript()).isZero();
        assertThat(shop.running()).containsOnly("1.0.0");
        assertThat(orders()).isEqualTo(before);
        assertThat(shop.queryIn(kept(), "SELECT count(*) FROM orders WHERE article = 'lost'"))
                .containsExactly("1001");
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
        assertThat(shop.ratchet("status").output())
                .contains("\"restored\"", "\"chartVersion\" : \"1.0.0\"")
                .doesNotContain("\"restoring\"");
        RatchetProcess.Ended again = restore("--yes");
        assertThat(again.exit()).as(shop.transcript()).isZero();
        assertThat(again.report().outcome()).contains("was restored already", "nothing was changed");

        shop.mend("sick-1.1.0");
        assertThat(shop.backUp().exit()).as(shop.transcript()).isZero();
        RatchetProcess.Ended next = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(next.exit()).as(shop.transcript()).isZero();
        assertThat(shop.running()).containsOnly("1.1.0");
        shop.change("ratchet.yaml", "[1.0.0]", "[1.1.0]");
        assertThat(shop.ratchet("verify").exit()).as(shop.transcript()).isZero();
    }

    @Test
    void killed_in_the_middle_the_same_command_goes_on_and_does_nothing_twice() throws IOException {
        installedAndBackedUp("killed");
        String before = orders();
        assertThat(shop.ratchet("upgrade", "--to", "1.1.0").exit())
                .as(shop.transcript())
                .isZero();
        shop.sql("DROP TABLE orders", "CREATE TABLE invoices AS SELECT 7 AS id");
        removeImage();
        images.offer("v1.0.0", "1.0.0-moved"); // its digest is what counts
        RatchetProcess first = starts("--yes");
        Eventually.until(
                "services are stopped",
                () -> !first.alive()
                        || restoring() != null && !restoring().writers().isEmpty());
        first.kill();
        assertThat(restoring().writers()).containsOnlyKeys("service/api", "service/web");
        assertThat(shop.ratchet("status").output()).contains("\"restoring\"", "\"switching\"");
        assertThat(shop.ratchet("upgrade", "--to", "1.1.0").blocks()).contains("step-order");

        shop.spoil("sick-1.0.0");
        RatchetProcess second = starts("--yes");
        Eventually.until(
                "services are rolled",
                () -> !second.alive() || shop.running("api").equals("1.0.0"));
        second.kill();
        assertThat(shop.running("web")).isEqualTo("1.1.0");
        assertThat(orders()).as("the databases are exchanged").isEqualTo(before);
        String postgres = shop.containerOf("postgres");
        shop.mend("sick-1.0.0");
        RatchetProcess.Ended ended = restore("--yes");

        assertThat(ended.exit()).as(shop.transcript()).isZero();
        assertThat(ended.report().restore().done()).anyMatch(done -> done.contains("kept as " + kept()));
        assertThat(shop.running()).containsOnly("1.0.0");
        assertThat(shop.query("SELECT id FROM orders WHERE id > 999")).containsExactly("1000");
        assertThat(orders()).isEqualTo(before);
        assertThat(shop.containerOf("postgres")).as("what was rolled is left").isEqualTo(postgres);
        assertThat(shop.query("SELECT datname FROM pg_database WHERE datname LIKE '%" + shop.database() + "%'"))
                .containsExactlyInAnyOrder(shop.database(), kept());
        assertThat(shop.queryIn(kept(), "SELECT id FROM invoices")).containsExactly("7");
        assertThat(shop.query("SELECT version FROM schema_migrations")).containsExactly("1.0.0");
        assertThat(shop.ratchet("status").output()).contains("\"restored\"").doesNotContain("pending");
        RatchetProcess.Ended next =
                shop.ratchet("plan", "--to", "1.1.0", "--allow", "backup-proven=this scenario is about something else");
        assertThat(next.exit()).as(shop.transcript()).isZero();
    }

    private Restore restoring() {
        return shop.record().restoring();
    }

    /** With the migration's container of then, no container has it any more. */
    private void removeImage() {
        String image = images.repository() + ":v1.0.0";
        engine.docker("ps", "--all", "--quiet", "--filter", "ancestor=" + image)
                .lines()
                .forEach(container -> engine.docker("rm", container));
        engine.docker("image", "rm", image);
        assertThat(engine.docker("image", "ls", "--all", "--quiet").lines().distinct())
                .as("only that of 1.1.0 is left")
                .hasSize(1);
    }

    @Test
    void what_is_at_work_or_cannot_be_had_or_was_not_approved_is_refused_and_nothing_is_touched() throws IOException {
        installedAndBackedUp("refused");
        shop.spoil("hold-1.1.0");
        RatchetProcess upgrade = shop.start("upgrade", "--to", "1.1.0");
        Eventually.until("the migration runs", () -> !upgrade.alive() || shop.migrates());
        assertThat(restore("--yes").blocks()).containsExactly("no-concurrent-run");
        upgrade.kill();
        RatchetProcess.Ended migrating = restore("--yes");
        assertThat(migrating.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(migrating.finding("release-not-pending")).contains("the migration of upgrade", "docker wait");
        shop.mend("hold-1.1.0");
        Eventually.until("the migration has ended", () -> !shop.migrates());

        RatchetProcess.Ended plan = restore();
        assertThat(plan.exit()).as(shop.transcript()).isZero();
        shop.change("compose.yml", "MODE: ${MODE:-stable}", "MODE: ${MODE:-rc}");
        RatchetProcess.Ended changed = restore("--plan", plan.report().digest());
        assertThat(changed.blocks()).containsExactly("plan-unchanged");
        assertThat(changed.finding("restore-configuration")).contains("configured otherwise: api", "git checkout");
        shop.change("compose.yml", "MODE: ${MODE:-rc}", "MODE: ${MODE:-stable}");
        String label = "--label=com.docker.compose.";
        String one = engine.docker(
                "run",
                "--detach",
                "--network=none",
                label + "project=refused",
                label + "service=web",
                label + "oneoff=True",
                images.repository() + ":v1.0.0",
                "sleep",
                "1000");
        assertThat(restore().finding("restore-possible")).contains("beside its services", "docker stop");
        engine.docker("rm", "--force", one);

        assertThat(shop.ratchet("upgrade", "--to", "1.1.0").exit())
                .as(shop.transcript())
                .isZero();
        removeImage();
        List<String> containers = shop.containers();
        shop.change("ratchet.yaml", "migration: dbMigrate", "migration: dbMigrate\n  images: staged");
        assertThat(restore("--yes").finding("restore-possible"))
                .contains("images are staged: docker pull " + images.repository() + "@sha256:");
        shop.change("ratchet.yaml", "migration: dbMigrate\n  images: staged", "migration: dbMigrate");
        images.withdraw("v1.0.0", oldDigest);
        RatchetProcess.Ended gone = restore("--yes");
        assertThat(gone.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(gone.finding("restore-possible")).contains("images of then cannot be had", "nothing was touched");

        assertThat(elsewhere("--yes").finding("restore-possible")).contains("Compose files say where", "in-place");
        assertThat(shop.containers()).isEqualTo(containers);
        assertThat(restoring()).isNull();
        RatchetProcess.Ended printed = elsewhere("--print-only", "--yes");
        assertThat(printed.exit()).as(shop.transcript()).isZero();
        assertThat(printed.output())
                .contains("services.postgres.environment.POSTGRES_DB=", "start version 1.0.0 yourself");
        assertThat(shop.containers()).isEqualTo(containers);
    }

    private RatchetProcess.Ended elsewhere(String... more) {
        List<String> all =
                new ArrayList<>(List.of("restore", "--upgrade", shop.upgrade().id(), "--strategy", "new-instance"));
        all.addAll(List.of(more));
        return shop.ratchet(all.toArray(String[]::new));
    }
}
