package io.jenkins.plugins.ratchet.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.cluster.BuiltTools;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.scenario.Chart;
import io.jenkins.plugins.ratchet.scenario.Eventually;
import io.jenkins.plugins.ratchet.scenario.Shop;
import io.jenkins.plugins.ratchet.scenario.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The workflows of {@code examples/github} with the real action and the real engine, on the embedded default. */
@Timeout(300)
class GithubWorkflowIT {
    private static final Path UPGRADE = Path.of("examples/github/upgrade.yml");

    @TempDir
    static Path directory;

    private static Stage stage;
    private static HttpServer releases;
    private static Act act;

    private Shop shop;

    @BeforeAll
    static void open() throws Exception {
        Optional<Path> binary = BuiltTools.find("act");
        if (binary.isEmpty()) {
            String why = "act is not built: src/test/cluster/build act, which needs go";
            System.err.println("SKIPPED: the workflows of examples/github. " + why);
            Assumptions.abort(why);
        }
        stage = Stage.embeddedOrSkip("the workflows of examples/github", directory);
        releases = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        releases.createContext(Act.pathOfJar(), exchange -> {
            byte[] jar = Files.readAllBytes(Path.of("target/ratchet.jar"));
            exchange.sendResponseHeaders(200, jar.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(jar);
            }
        });
        releases.start();
        act = new Act(
                binary.get(),
                Files.createDirectories(directory.resolve("github")),
                "http://127.0.0.1:" + releases.getAddress().getPort());
    }

    @AfterAll
    static void close() throws IOException {
        if (releases != null) {
            releases.stop(0);
        }
        if (stage != null) {
            stage.close();
        }
    }

    @BeforeEach
    void install() throws IOException {
        act.deleteArtifacts();
        shop = shop();
    }

    /** Its backups lie where every job finds them. */
    private static Shop shop() {
        Shop shop = new Shop(stage).installed();
        shop.configure("jobs: 1", "jobs: 1, to: " + shop.directory().resolve("backups"));
        return shop;
    }

    @AfterEach
    void leave() {
        shop.close();
    }

    private Act.Run upgradeTo(String version) throws Exception {
        return upgradeTo(version, UPGRADE);
    }

    private Act.Run upgradeTo(String version, Path workflow) throws Exception {
        String chart = shop.chart(Chart.of(version));
        return act.run(workflow, shop.directory(), environment(), Map.of("version", version, "chart", chart));
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(stage.environment());
        if (stage.hasHelmBinary()) {
            environment.merge(
                    "PATH", Path.of(stage.helmOption()).getParent().toString(), (path, helm) -> helm + ":" + path);
        }
        return environment;
    }

    @Test
    void the_example_upgrades_from_plan_to_verified() throws Exception {
        Act.Run run = upgradeTo("1.1.0");

        assertThat(run.exit()).as(run.log()).isZero();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.VERIFIED);
        assertThat(run.log()).contains("approved plan " + shop.upgrade().digest() + ", from 1.0.0 to 1.1.0");
        assertThat(act.artifact("report-plan/report.json"))
                .content()
                .contains(shop.upgrade().digest());
        assertThat(act.artifact("report-verify/report.md")).content().contains("verified");
    }

    @Test
    void a_downgrade_is_refused_by_its_plan_and_nothing_else_begins() throws Exception {
        assertThat(shop.upgraded("1.1.0")).isZero();

        Act.Run run = upgradeTo("1.0.0");

        assertThat(run.exit()).isNotZero();
        assertThat(run.log()).contains("version-not-older");
        assertThat(run.began("plan")).isTrue();
        assertThat(run.began("approve")).isFalse();
        assertThat(run.began("upgrade")).isFalse();
        assertThat(act.artifact("report-plan/report.json")).content().contains("version-not-older");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
    }

    @Test
    void an_upgrade_before_its_backup_is_refused_whatever_the_order_of_the_jobs() throws Exception {
        String text = Files.readString(UPGRADE)
                .replace("needs: [plan, backup]", "needs: [plan, approve]")
                .replace("needs: approve", "needs: upgrade");
        Path wrong = Files.writeString(directory.resolve("wrong-order.yml"), text);

        Act.Run run = upgradeTo("1.1.0", wrong);

        assertThat(run.exit()).isNotZero();
        assertThat(run.log()).contains("backup-proven");
        assertThat(run.began("upgrade")).isTrue();
        assertThat(run.began("backup")).isFalse();
        assertThat(run.began("verify")).isFalse();
        assertThat(shop.revisions()).containsExactly("1 deployed");
    }

    @Test
    void what_changed_after_the_approval_is_refused() throws Exception {
        CompletableFuture<Void> change = CompletableFuture.runAsync(() -> {
            Eventually.until("the plan was made", () -> Files.exists(act.artifact("report-plan/report.json")));
            shop.values("colour: green");
        });

        Act.Run run = upgradeTo("1.1.0");

        change.get();
        assertThat(run.exit()).isNotZero();
        assertThat(run.log()).contains("plan-unchanged");
        assertThat(run.began("upgrade")).isTrue();
        assertThat(run.began("verify")).isFalse();
        assertThat(shop.revisions()).containsExactly("1 deployed");
    }

    @Test
    void a_pull_request_gets_a_plan_and_the_lint_of_its_migrations() throws Exception {
        Path migrations = Files.createDirectories(shop.directory().resolve("migrations"));
        Files.writeString(migrations.resolve("0002_drop.sql"), "DROP TABLE orders;\n");
        shop.configure("charts/1.0.0", shop.chart(Chart.of("1.1.0")));
        Map<String, Object> repository = Map.of("full_name", "acme/shop");
        Map<String, Object> event = Map.of(
                "repository", repository, "pull_request", Map.of("head", Map.of("repo", repository, "ref", "topic")));

        Map<String, String> environment = environment();
        environment.put("GITHUB_REPOSITORY", "acme/shop");

        Act.Run run = act.run(
                "pull_request", event, Path.of("examples/github/pull-request.yml"), shop.directory(), environment);

        assertThat(run.log()).contains("migrations/0002_drop.sql", "drop-table");
        assertThat(run.exit()).as(run.log()).isNotZero();
        assertThat(act.artifact("plan/report.md")).content().contains("1.1.0", "nothing speaks against");
        assertThat(shop.revisions()).containsExactly("1 deployed");
    }

    /** That one of `others` ends the rest is GitHub's `fail-fast`, which act knows nothing of. */
    @Test
    void a_fleet_ends_at_a_canary_that_fails() throws Exception {
        try (Shop europe = shop()) {
            Path repository = Files.createDirectories(directory.resolve("fleet"));
            cluster(repository, "canary", shop, Chart.of("1.1.0").before("exit 1"));
            cluster(repository, "europe", europe, Chart.of("1.1.0"));
            cluster(repository, "america", europe, Chart.of("1.1.0"));

            Act.Run run = act.run(
                    Path.of("examples/github/fleet.yml"), repository, environment(), Map.of("version", "1.1.0"));

            assertThat(run.exit()).as(run.log()).isNotZero();
            assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.FAILED);
            assertThat(act.artifact("reports-canary/upgrade/report.md"))
                    .content()
                    .contains("❌");
            assertThat(act.artifact("plan-america/report.json")).exists();
            assertThat(run.began("others")).isFalse();
            assertThat(europe.revisions()).containsExactly("1 deployed");
        }
    }

    /** What the repository of a fleet holds for one cluster, which a shop of its own plays. */
    private static void cluster(Path repository, String name, Shop shop, Chart chart) throws IOException {
        String path = shop.chart(chart);
        if (!Files.readString(shop.directory().resolve("ratchet.yaml")).contains(path)) {
            shop.configure("charts/1.0.0", path);
        }
        Path target = repository.resolve("clusters").resolve(name);
        try (Stream<Path> files = Files.walk(shop.directory())) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(shop.directory().relativize(file));
                Files.createDirectories(copy.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
