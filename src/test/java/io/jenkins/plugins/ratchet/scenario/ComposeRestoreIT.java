package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.RunException;
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

    @BeforeAll
    static void open() throws IOException {
        try {
            engine = DockerEngine.start();
        } catch (RunException e) {
            System.err.println("SKIPPED: restores of projects of docker compose. " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        images = new ImageServer();
        images.offer("v1.0.0", "1.0.0");
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
        String postgres = engine.docker("ps", "--quiet", "--filter", "name=failed-postgres-1");
        shop.spoil("sick-1.1.0");
        shop.change("ratchet.yaml", "readyTimeout: 20s", "readyTimeout: 4s");
        RatchetProcess.Ended failed = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(failed.exit()).as(shop.transcript()).isEqualTo(3);
        assertThat(shop.running("api")).isEqualTo("1.1.0");
        assertThat(failed.report().advice().commands())
                .contains("ratchet restore --upgrade " + shop.upgrade().id() + " --strategy in-place");
        shop.sql("UPDATE orders SET article = 'lost'", "INSERT INTO orders VALUES (1001, 'lost')");
        // As a machine that is short of disk is tidied up, and a tag that was moved.
        engine.run(List.of("image", "rm", "--force", images.repository() + ":v1.0.0"));
        shop.change("ratchet.yaml", "readyTimeout: 4s", "readyTimeout: 20s");

        RatchetProcess.Ended plan = restore();
        assertThat(plan.exit()).as(shop.transcript()).isZero();
        assertThat(ReportConsole.render(plan.report(), false))
                .contains(
                        "orders: 1001 rows now, 1000 in the backup",
                        "service/api",
                        "service/web",
                        "1.0.0 of project failed")
                .contains(
                        "runs on, as databases run in it: postgres",
                        "api: " + images.repository() + ":v1.0.0 (sha256:");
        assertThat(plan.report().restore().writers()).noneMatch(writer -> writer.contains("postgres"));
        assertThat(shop.upgrade().restore()).as("a plan only").isNull();
        assertThat(shop.running("api")).isEqualTo("1.1.0");

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
        assertThat(postgres).isNotBlank();
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
}
