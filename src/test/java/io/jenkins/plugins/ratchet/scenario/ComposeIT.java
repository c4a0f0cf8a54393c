package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.ImageChange;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Caracal's procedures for Compose, on a real engine, with the real Compose, a registry and a real PostgreSQL. */
class ComposeIT {
    private static final String NO_BACKUP = "backup-proven=this scenario is about something else";

    @TempDir
    static Path directory;

    private static DockerEngine engine;
    private static ImageServer images;
    private static String oldDigest;
    private static String newDigest;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private ComposeShop shop;

    @BeforeAll
    static void open() throws IOException {
        try {
            engine = DockerEngine.start();
        } catch (RunException e) {
            System.err.println("SKIPPED: upgrades of projects of docker compose. " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        images = new ImageServer();
        oldDigest = images.offer("v1.0.0", "1.0.0");
        newDigest = images.offer("v1.1.0", "1.1.0");
        Path idle = Files.createDirectories(directory.resolve("idle"));
        Files.writeString(idle.resolve("compose.yml"), "services: {web: {image: 'x:${V}'}}\n");
        Files.writeString(
                idle.resolve("ratchet.yaml"),
                "installer: compose\nrelease: idle\ncompose: {files: [compose.yml], versionVariable: V}\n");
        RatchetProcess.learn(idle, engine.environment(), List.of("status"));
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

    private ComposeShop installed() throws IOException {
        shop = new ComposeShop(
                engine, images, Files.createDirectories(directory.resolve("shop" + NUMBER.incrementAndGet())));
        assertThat(shop.running()).containsOnly("1.0.0");
        return shop;
    }

    @AfterEach
    void remove() {
        if (shop != null) {
            shop.close();
        }
    }

    private RatchetProcess.Ended upgrade(String version, String... more) {
        return starts(version, more).await();
    }

    private RatchetProcess starts(String version, String... more) {
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"upgrade", "--to", version, "--allow", NO_BACKUP}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return shop.start(all);
    }

    private static List<String> causes(RatchetProcess.Ended run) {
        return run.report().diagnosis().causes().stream().map(Cause::id).toList();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void the_manual_procedure_from_the_rendered_configuration_to_the_smoke_test() throws IOException {
        installed();
        shop.change("compose.yml", "MODE: ${MODE:-stable}", "MODE: ${MODE:-rc}\n      EXTRA: more");
        RatchetProcess.Ended before = shop.ratchet("verify", "--before");
        assertThat(before.exit()).as(shop.transcript()).isZero();
        RatchetProcess.Ended early = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(early.exit()).isEqualTo(2);
        assertThat(early.blocks()).containsExactly("backup-proven");
        assertThat(shop.backUp().exit()).as(shop.transcript()).isZero();

        RatchetProcess.Ended plan = shop.ratchet("plan", "--to", "1.1.0", "--check-images");
        assertThat(plan.exit()).as(shop.transcript()).isZero();
        String read = ReportConsole.render(plan.report(), false);
        assertThat(read)
                .contains("api", "v1.0.0", "v1.1.0", "MODE changes: **** → ****", "EXTRA is new: ****")
                .doesNotContain("a-token-1");
        assertThat(plan.report().outlook().compose().services())
                .filteredOn(change -> change.service().equals("web"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.digestBefore()).isEqualTo(oldDigest);
                    assertThat(change.digestAfter()).isEqualTo(newDigest);
                });
        assertThat(shop.running()).containsOnly("1.0.0");
        images.offer("v1.4.0", "1.4.0");
        assertThat(shop.ratchet("plan", "--to", "1.4.0", "--check-images").exit())
                .as(shop.transcript())
                .isZero();
        assertThat(engine.run(List.of("image", "inspect", images.repository() + ":v1.4.0"))
                        .status())
                .as("a plan brings no images")
                .isNotZero();

        shop.spoil("hold-1.1.0");
        RatchetProcess run =
                shop.start("upgrade", "--to", "1.1.0", "--plan", plan.report().digest());
        Eventually.until(
                "the migration runs",
                () -> !run.alive() || shop.query("SELECT version FROM runs").contains("1.1.0"));
        assertThat(shop.running()).as("the version before serves meanwhile").containsOnly("1.0.0");
        assertThat(shop.ratchet("status").output()).contains("pending-upgrade", "\"upgrading\"");
        shop.mend("hold-1.1.0");
        RatchetProcess.Ended ended = run.await();

        assertThat(ended.exit()).as(shop.transcript()).isZero();
        assertThat(ended.errors())
                .containsSubsequence(
                        "pull for 5 services",
                        "service dbMigrate is complete",
                        "service postgres (1 of 4)",
                        "service volumeInit (2 of 4)",
                        "service api (3 of 4)",
                        "service web (4 of 4)");
        assertThat(shop.running()).containsOnly("1.1.0");
        assertThat(shop.query("SELECT max(version) FROM schema_migrations")).containsExactly("1.1.0");
        Upgrade upgrade = shop.upgrade();
        assertThat(upgrade.helm().images()).contains(new ImageChange("api", oldDigest, newDigest));
        assertThat(upgrade.schemaAfter().get("shop")).contains("version 1.1.0");
        assertThat(ended.report().jobs()).singleElement().satisfies(job -> {
            assertThat(job.name()).isEqualTo("dbMigrate");
            assertThat(job.complete()).isTrue();
        });
        assertThat(shop.ratchet(
                                "upgrade",
                                "--to",
                                "1.1.0",
                                "--plan",
                                plan.report().digest())
                        .exit())
                .as("the same upgrade asked for again")
                .isZero();
        shop.change("ratchet.yaml", "[1.0.0]", "[1.1.0]");
        RatchetProcess.Ended verified = shop.ratchet("verify", "--to", "1.1.0");
        assertThat(verified.exit()).as(shop.transcript()).isZero();
        assertThat(ReportConsole.render(verified.report(), false))
                .contains("ready-api", "migrations", "smoke", "images", "restarts", "dbMigrate");
        Alike.upgraded(ended, verified, shop.ratchet("status"));

        RatchetProcess.Ended back = upgrade("1.0.0");
        assertThat(back.exit()).isEqualTo(2);
        assertThat(back.blocks()).contains("version-not-older", "compose-image-not-older");
        assertThat(shop.running()).containsOnly("1.1.0");
        for (String file :
                List.of(".ratchet/" + shop.name() + ".json", ".ratchet/" + shop.name() + ".revisions.json")) {
            assertThat(shop.file(file)).doesNotContain("a-token-1");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nothing_is_touched_where_an_image_or_a_variable_is_missing() throws IOException {
        installed();
        List<String> containers = shop.containers();
        RatchetProcess.Ended plan = shop.ratchet("plan", "--to", "1.2.0", "--check-images", "--allow", NO_BACKUP);
        assertThat(plan.exit()).isEqualTo(2);
        assertThat(plan.finding("compose-images")).contains("shop:v1.2.0", "does not have it");

        RatchetProcess.Ended missing = upgrade("1.2.0");
        assertThat(missing.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(missing.blocks()).containsExactly("compose-images");
        shop.change("ratchet.yaml", "migration: dbMigrate", "migration: dbMigrate\n  images: staged");
        assertThat(upgrade("1.2.0").blocks()).containsExactly("compose-images");

        shop.change("shop.env", "API_TOKEN=a-token-1\n", "");
        shop.change("compose.yml", "REGION: ${REGION}", "REGION: ${REGION:?where it is}\n      LATE: ${LATE?}");
        RatchetProcess.Ended unset = upgrade("1.1.0");
        assertThat(unset.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(unset.finding("compose-variables")).contains("API_TOKEN", "LATE");
        shop.append("shop.env", "API_TOKEN=a-token-1\nLATE=x\nSHOP_VERSION=1.0.0\n");
        shop.change("compose.yml", "LATE: ${LATE?}", "LATE: ${LATE?}\n      SOFT: ${SOFT}");
        RatchetProcess.Ended soft = shop.ratchet("plan", "--to", "1.1.0", "--allow", NO_BACKUP);
        assertThat(soft.finding("compose-variables")).contains("SOFT");
        assertThat(soft.finding("compose-version-kept")).contains("SHOP_VERSION is 1.0.0", "set it to 1.1.0");

        String base = "CREATE TABLE schema_migrations (version text PRIMARY KEY);\n";
        shop.place("db/1.0.0/0001_base.up.sql", base);
        shop.place("db/1.1.0/0001_base.up.sql", base);
        shop.place("db/1.1.0/0002_drop.up.sql", "DROP TABLE runs;\n");
        shop.append("ratchet.yaml", "migrations: {old: 'db/{version}', new: 'db/{version}'}\n");
        RatchetProcess.Ended contract = upgrade("1.1.0");
        assertThat(contract.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(contract.finding("compose-expand-only")).contains("0002_drop.up.sql:1");
        shop.place("db/1.1.0/0002_drop.up.sql", "-- caracal:phase contract\nDROP TABLE runs;\n");
        assertThat(shop.ratchet("plan", "--to", "1.1.0", "--allow", NO_BACKUP).exit())
                .as(shop.transcript())
                .isZero();

        assertThat(shop.containers()).isEqualTo(containers);
        assertThat(shop.query("SELECT version FROM runs")).containsExactly("1.0.0");
        assertThat(Files.exists(shop.directory().resolve(".ratchet/" + shop.name() + ".json")))
                .as("nothing was recorded")
                .isFalse();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_failed_migration_aborts_before_services_are_touched_and_the_upgrade_goes_on_once_it_is_mended()
            throws IOException {
        installed();
        List<String> containers = shop.containers();
        assertThat(shop.backUp().exit()).isZero();
        shop.spoil("fail-1.1.0");
        RatchetProcess.Ended failed = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(failed.exit()).as(shop.transcript()).isEqualTo(3);
        assertThat(failed.report().outcome()).contains("dbMigrate", "ended with status 7");
        assertThat(failed.report().jobs().get(0).log()).contains("cannot migrate to 1.1.0");
        assertThat(causes(failed)).containsExactly("hook-failed-before-commit");
        assertThat(failed.report().diagnosis().causes().get(0).evidence())
                .contains("dbMigrate printed last: cannot migrate to 1.1.0");
        assertThat(failed.report().advice().commands())
                .anyMatch(command -> command.startsWith("docker logs "))
                .contains("ratchet upgrade --to 1.1.0");
        assertThat(shop.running()).containsOnly("1.0.0");
        assertThat(shop.containers()).containsAll(containers);
        assertThat(shop.ratchet("status").output()).contains("\"failed\"");
        assertThat(upgrade("0.9.0").blocks()).contains("version-not-older");
        shop.mend("fail-1.1.0");

        shop.spoil("fail-late-1.1.0");
        RatchetProcess.Ended late = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(late.exit()).as(shop.transcript()).isEqualTo(3);
        assertThat(late.report().advice().direction().name()).isEqualTo("ROLL_FORWARD");
        assertThat(causes(late)).contains("hook-failed-after-commit");
        assertThat(shop.running()).containsOnly("1.0.0");
        shop.mend("fail-late-1.1.0");

        shop.spoil("sick-1.1.0");
        shop.change("ratchet.yaml", "readyTimeout: 20s", "readyTimeout: 4s");
        RatchetProcess.Ended sick = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(sick.exit()).as(shop.transcript()).isEqualTo(3);
        assertThat(sick.report().outcome()).contains("service api is not ready", "not rolled yet: web");
        assertThat(causes(sick)).containsExactly("readiness-never", "old-version-serving");
        assertThat(shop.running("postgres")).isEqualTo("1.1.0");
        assertThat(shop.running("web")).isEqualTo("1.0.0");
        shop.mend("sick-1.1.0");

        RatchetProcess.Ended done = shop.ratchet("upgrade", "--to", "1.1.0");
        assertThat(done.exit()).as(shop.transcript()).isZero();
        assertThat(done.report().upgrade()).isEqualTo(failed.report().upgrade());
        assertThat(shop.running()).containsOnly("1.1.0");
        assertThat(shop.ratchet("status").output()).contains("\"revision\" : 5");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void killed_or_told_to_stop_in_any_phase_the_next_run_reads_the_truth() throws IOException {
        installed();
        shop.spoil("hold-1.1.0");
        RatchetProcess killed = starts("1.1.0");
        Eventually.until(
                "the migration runs",
                () -> shop.query("SELECT version FROM runs").contains("1.1.0"));
        killed.kill();
        RatchetProcess.Ended early = upgrade("1.1.0");
        assertThat(early.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(early.finding("release-not-pending")).contains("still runs, in container ratchet-", "docker wait");
        assertThat(shop.ratchet("verify").exit()).isEqualTo(2);
        assertThat(shop.backUp().exit()).isEqualTo(2);
        assertThat(shop.query("SELECT count(*) FROM runs WHERE version = '1.1.0'"))
                .as("no second migration beside a live one")
                .containsExactly("1");
        shop.mend("hold-1.1.0");
        Eventually.until(
                "the migration has ended",
                () -> shop.query("SELECT ended FROM runs WHERE ended IS NULL").isEmpty());
        Eventually.until("its container too", () -> !shop.migrates());

        shop.spoil("hold-1.1.0");
        RatchetProcess told = starts("1.1.0");
        Eventually.until(
                "the migration runs again",
                () -> shop.query("SELECT version FROM runs WHERE ended IS NULL").contains("1.1.0"));
        told.terminate();
        RatchetProcess.Ended stopped = told.await();
        assertThat(stopped.exit()).as(shop.transcript()).isEqualTo(143);
        assertThat(shop.upgrade().message()).contains("interrupted", "no service was touched");
        assertThat(upgrade("1.1.0").blocks()).contains("no-active-hook-job");
        shop.mend("hold-1.1.0");
        Eventually.until("its container has ended", () -> !shop.migrates());

        shop.spoil("sick-1.1.0");
        RatchetProcess rolling = starts("1.1.0");
        Eventually.until(
                "services are rolled",
                () -> !rolling.alive() || shop.running("api").equals("1.1.0"));
        rolling.kill();
        assertThat(shop.running("web")).isEqualTo("1.0.0");
        shop.mend("sick-1.1.0");
        RatchetProcess.Ended done = upgrade("1.1.0");
        assertThat(done.exit()).as(shop.transcript()).isZero();
        assertThat(shop.running()).containsOnly("1.1.0");
        assertThat(shop.query("SELECT a.version FROM runs a JOIN runs b ON a.began > b.began AND a.began < b.ended"))
                .as("migrations beside each other")
                .isEmpty();
        shop.change("ratchet.yaml", "[1.0.0]", "[1.1.0]");
        assertThat(shop.ratchet("verify").exit()).as(shop.transcript()).isZero();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void the_runtimes_own_command_is_run_and_its_migration_followed() throws IOException {
        installed();
        // Stands in for `caracal upgrade`: the same sequence, by the same Compose, of the version that it is told.
        Path program = shop.directory().resolve("caracal");
        Files.writeString(program, """
                #!/bin/sh
                [ "$1 $2" = "upgrade --no-pull" ] || exit 64
                c() { docker compose --project-name=%s --progress=quiet --env-file=shop.env --file=compose.yml "$@"; }
                c run --rm dbMigrate || { echo "migration failed; the stack still runs the previous version"; exit 1; }
                c up --detach --wait || exit 1
                """.formatted(shop.name()));
        program.toFile().setExecutable(true);
        shop.change(
                "ratchet.yaml",
                "migration: dbMigrate",
                "migration: dbMigrate\n  command: [./caracal, upgrade, --no-pull]");
        shop.spoil("fail-1.1.0");
        RatchetProcess.Ended failed = upgrade("1.1.0");
        assertThat(failed.exit()).as(shop.transcript()).isEqualTo(3);
        assertThat(failed.report().outcome())
                .contains("dbMigrate", "ended with status 7", "./caracal ended with status 1");
        assertThat(shop.running("api")).isEqualTo("1.0.0");
        shop.mend("fail-1.1.0");

        shop.spoil("hold-1.1.0");
        RatchetProcess killed = starts("1.1.0");
        Eventually.until(
                "the migration runs",
                () -> shop.query("SELECT version FROM runs WHERE version = '1.1.0'")
                                .size()
                        == 2);
        killed.kill();
        assertThat(upgrade("1.1.0").exit()).as(shop.transcript()).isEqualTo(2);
        shop.mend("hold-1.1.0");
        Eventually.until(
                "the program has ended by itself", () -> shop.running().stream().allMatch("1.1.0"::equals));
        Eventually.until("the program is gone", () -> upgrade("1.1.0").exit() == 0);
        assertThat(shop.running()).containsOnly("1.1.0");
        assertThat(shop.upgrade().isUpgraded()).isTrue();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void what_was_done_by_hand_or_cannot_be_told_is_refused() throws IOException {
        installed();
        assertThat(upgrade("1.1.0").exit()).as(shop.transcript()).isZero();
        shop.change("ratchet.yaml", "[1.0.0]", "[1.1.0]");
        assertThat(shop.ratchet("verify").exit()).as(shop.transcript()).isZero();
        shop.up("1.0.0");
        assertThat(shop.running("api")).isEqualTo("1.0.0");
        images.offer("v1.3.0", "1.3.0");
        assertThat(upgrade("1.0.0").blocks()).contains("version-not-older");
        RatchetProcess.Ended after = upgrade("1.3.0");
        assertThat(after.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(after.blocks()).contains("no-rollback");
        shop.up("1.1.0");

        images.offer("v1.3.0", "1.0.0"); // the very image of 1.0.0, under a newer tag
        assertThat(engine.run(List.of("image", "rm", images.repository() + ":v1.3.0"))
                        .text())
                .isNotNull();
        Files.copy(shop.directory().resolve("compose.yml"), shop.directory().resolve("other.yml"));
        shop.change("ratchet.yaml", "[compose.yml]", "[other.yml]");
        assertThat(upgrade("1.3.0").finding("compose-project-files")).contains("compose.yml");
        shop.change("ratchet.yaml", "[other.yml]", "[compose.yml]");

        shop.change(
                "compose.yml", "web:\n    image: ${REGISTRY}:v${SHOP_VERSION}", "web:\n    image: ${REGISTRY}:latest");
        assertThat(upgrade("1.3.0").finding("compose-image-pinned")).contains("shop:latest");
        shop.change(
                "compose.yml", "web:\n    image: ${REGISTRY}:latest", "web:\n    image: ${REGISTRY}:v${SHOP_VERSION}");

        engine.docker("stop", "--time", "1", shop.name() + "-postgres-1");
        assertThat(upgrade("1.3.0").finding("compose-services-running")).contains("postgres", "exited");
        engine.docker("start", shop.name() + "-postgres-1");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void images_are_built_before_anything_is_touched_and_what_was_left_behind_is_cleared_or_told() throws IOException {
        installed();
        shop.append("compose.yml", """
                  extra:
                    image: ${REGISTRY}:v1.0.0
                    network_mode: none
                    init: true
                    stop_grace_period: 1s
                    command: [sleep, "100000"]
                """);
        shop.up("1.0.0", "extra");
        String text = shop.file("compose.yml");
        shop.place("compose.yml", text.substring(0, text.indexOf("  extra:")));
        shop.place("web/Dockerfile", """
                ARG BASE
                FROM ${BASE}
                ARG TOKEN
                RUN echo "fetched with $TOKEN"; cat /files/version
                RUN echo built > /built
                """);
        shop.change(
                "compose.yml", "  web:\n    image: ${REGISTRY}:v${SHOP_VERSION}\n", """
                  web:
                    image: @NAME@-web:v${SHOP_VERSION}
                    build:
                      context: web
                      network: none
                      args: {BASE: "${REGISTRY}:v${SHOP_VERSION}", TOKEN: "${API_TOKEN}"}
                """.replace("@NAME@", shop.name()));
        shop.change("ratchet.yaml", "migration: dbMigrate", "migration: dbMigrate\n  images: build");
        List<String> containers = shop.containers();

        images.offer("v1.5.0", "1.5.0"); // no other scenario brings it to the engine
        String image = images.repository() + ":v1.5.0";
        RatchetProcess.Ended failed = upgrade("1.5.0");
        assertThat(failed.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(failed.blocks()).containsExactly("compose-images");
        assertThat(failed.finding("compose-images"))
                .contains("images cannot be built", "No such file", "Dockerfile")
                .doesNotContain("a-token-1", "login");
        shop.change("web/Dockerfile", "; cat /files/version", "");
        RatchetProcess.Ended half = upgrade("1.5.0");
        assertThat(half.exit()).as(shop.transcript()).isEqualTo(2);
        assertThat(half.finding("compose-images")).contains("no service has sources for them: " + image);
        assertThat(shop.containers()).isEqualTo(containers);
        assertThat(shop.query("SELECT version FROM runs")).containsExactly("1.0.0");
        assertThat(Files.exists(shop.directory().resolve(".ratchet/" + shop.name() + ".json")))
                .as("nothing was recorded")
                .isFalse();

        engine.docker("pull", image);
        String never = shop.leaveBehind("dbMigrate", image);
        assertThat(shop.ratchet("plan", "--to", "1.5.0", "--allow", NO_BACKUP).finding("compose-orphans"))
                .contains("extra", "leaves them running");
        RatchetProcess.Ended done = upgrade("1.5.0");
        assertThat(done.exit()).as(shop.transcript()).isZero();
        assertThat(done.errors()).contains("build for 5 services", never + " never ran, and was removed");
        assertThat(shop.running()).containsOnly("1.5.0");
        assertThat(engine.docker("exec", shop.name() + "-web-1", "cat", "/built"))
                .isEqualTo("built");
        assertThat(shop.running("extra")).as("left alone").isEqualTo("1.0.0");
        shop.change("ratchet.yaml", "[1.0.0]", "[1.5.0]");
        assertThat(shop.ratchet("verify").exit()).as(shop.transcript()).isZero();
    }
}
