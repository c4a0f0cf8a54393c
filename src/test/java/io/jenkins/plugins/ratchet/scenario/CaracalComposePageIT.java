package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Caracal's page "Upgrade Caracal" as far as it is about Compose: one project is upgraded by hand, as the page has it, and then
 * by the runtime's own command, with the profile; each of the page's sentences is a test that looks at what came of it.
 */
class CaracalComposePageIT {
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.1.0";
    private static final String NEWEST = "1.2.0";
    private static final List<String> GROUPS = List.of(
            "caracal.audit.events audit-ingestor",
            "caracal.audit.events siem-export",
            "caracal.audit.events.dlq audit-dlq-observer",
            "caracal.policy.invalidate opa-engine",
            "caracal.sessions.revoke sts-revocation",
            "caracal.keys.invalidate sts-keys",
            "caracal.agents.lifecycle coordinator-relay",
            "caracal.invocations.lifecycle invocations-observer",
            "caracal.delegations.invalidate delegations-observer");

    @TempDir
    static Path directory;

    private static DockerEngine engine;
    private static ImageServer images;
    private static RedisServer redis;
    private static ComposeShop shop;

    private static RatchetProcess.Ended resolved;
    private static RatchetProcess.Ended contract;
    private static RatchetProcess.Ended unset;
    private static RatchetProcess.Ended sickBefore;
    private static RatchetProcess.Ended unprepared;
    private static RatchetProcess.Ended backup;
    private static List<BackupEntry> backups;
    private static RatchetProcess.Ended before;
    private static RatchetProcess.Ended plan;
    private static RatchetProcess.Ended failed;
    private static List<String> runningAfterFailure;
    private static RatchetProcess.Ended unstaged;
    private static List<String> runningDuringMigration;
    private static RatchetProcess.Ended configurationRefused;
    private static List<String> runningAfterRefusal;
    private static RatchetProcess.Ended upgrade;
    private static List<String> runningAfterwards;
    private static RatchetProcess.Ended verify;
    private static UpgradeState verified;
    private static RatchetProcess.Ended goingBack;
    private static RatchetProcess.Ended commandFailed;
    private static List<String> runningAfterFailedCommand;
    private static RatchetProcess.Ended command;
    private static List<String> runningAfterCommand;
    private static UpgradeState verifiedByCommand;
    private static RatchetProcess.Ended restored;
    private static String secretRestored;
    private static List<String> runningRestored;
    private static List<String> migrationsRestored;
    private static RatchetProcess.Ended rolledBack;

    @BeforeAll
    static void follow() throws IOException, InterruptedException {
        try {
            engine = DockerEngine.start();
        } catch (RunException e) {
            System.err.println("SKIPPED: Caracal's page on Compose. " + e.getMessage());
            Assumptions.abort(e.getMessage());
        }
        images = new ImageServer();
        images.offer("v" + OLD, OLD);
        images.offer("v" + NEW, NEW);
        install();
        prepare();
        upgradeByHand();
        upgradeByTheRuntime();
        goBack();
        rollBackTheImages();
    }

    private static void install() throws IOException, InterruptedException {
        redis = RedisServer.start();
        for (String group : GROUPS) {
            redis.run("XGROUP CREATE " + group + " $ MKSTREAM");
        }
        redis.run("CONFIG SET requirepass a-redis-password");
        shop = new ComposeShop(engine, images, Files.createDirectories(directory.resolve("caracal")));
        shop.change("compose.yml", "${SHOP_VERSION}", "${CARACAL_VERSION}");
        shop.place("secrets/postgresPassword", "a-postgres-password\n");
        shop.place("secrets/redisPassword", "a-redis-password\n");
        // The key pair of age's own documentation of its format; it protects nothing.
        shop.place("age-key.txt", "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n");
        shop.place("secrets/secretStoreKek", "a-key-of-keys\n");
        shop.change(
                "compose.yml",
                "    command: [httpd,",
                "    secrets: [secretStoreKek, redisPassword]\n    command: [httpd,");
        shop.append("compose.yml", """
                secrets:
                  secretStoreKek: { file: ./secrets/secretStoreKek }
                  redisPassword: { file: ./secrets/redisPassword }
                """);
        shop.place("ratchet.yaml", configuration());
        shop.place(
                "db/" + OLD + "/0001_baseline.up.sql", "CREATE TABLE schema_migrations (version text PRIMARY KEY);\n");
        shop.place(
                "db/" + NEW + "/0001_baseline.up.sql", "CREATE TABLE schema_migrations (version text PRIMARY KEY);\n");
    }

    /** Only what the product's stand-in has elsewhere than Caracal. */
    private static String configuration() {
        String ready = "http: { url: \"http://127.0.0.1:@API@/ready\" } }\n";
        StringBuilder text = new StringBuilder("""
                product: caracal-compose
                release: @NAME@
                compose:
                  files: [compose.yml]
                  envFiles: [shop.env]
                databases:
                  - name: caracal
                    connection: { port: { values: services.postgres.environment.POSTGRES_PORT }, user: postgres }
                    proof: read
                  - { name: auth, remove: true }
                  - name: runtime-secrets
                    secrets:
                      recipients: [age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj]
                      identity: { file: age-key.txt }
                migrations: { old: "db/{version}", new: "db/{version}" }
                upgrade: { timeout: 60s, readyTimeout: 20s }
                checks:
                  - { name: migrations, sql: { versions: [1.0.0] } }
                  - { name: redis, deadline: 2s, redis: { connection: { port: "%1$d" } } }
                  - { name: audit, deadline: 2s, redis: { connection: { port: "%1$d" }, pause: PT0.2S } }
                  - { name: smoke, command: { run: [./smoke.sh] } }
                  - { name: restarts, remove: true }
                """.formatted(redis.port()));
        for (String check : List.of("api", "sts", "gateway", "audit", "coordinator")) {
            text.append("  - { name: ready-").append(check).append(", ").append(ready);
        }
        return text.append("  - { name: health-api, ").append(ready).toString();
    }

    private static void prepare() throws IOException {
        resolved = shop.ratchet("config", "--resolved");
        shop.place("db/" + NEW + "/0002_next.up.sql", "ALTER TABLE runs DROP COLUMN ended;\n");
        Files.delete(shop.directory().resolve("secrets/secretStoreKek"));
        contract = shop.ratchet("plan", "--to", NEW);
        shop.place("secrets/secretStoreKek", "a-key-of-keys\n");
        shop.place(
                "db/" + NEW + "/0002_next.up.sql", "-- caracal:phase contract\nALTER TABLE runs DROP COLUMN ended;\n");
        shop.change("shop.env", "API_TOKEN=a-token-1\n", "");
        unset = shop.ratchet("plan", "--to", NEW);
        shop.append("shop.env", "API_TOKEN=a-token-1\n");
        shop.change("compose.yml", "MODE: ${MODE:-stable}", "MODE: ${MODE:-rc}");
        // The new version asks for more, in the words of Caracal's services.
        shop.change("compose.yml", "command: [httpd, -f", """
                entrypoint:
                      - sh
                      - -c
                      - |
                        if test "$$(cat /version)" != 1.0.0 && test -z "$$STREAM_HMAC_KEY_FILE"; then
                          echo "panic: required env vars missing: STREAM_HMAC_KEY"; exit 2
                        fi
                        exec "$$@"
                      - sh
                    command: [httpd, -f""".stripIndent());
        unprepared = shop.ratchet("upgrade", "--to", NEW);
        redis("XGROUP DESTROY caracal.keys.invalidate sts-keys");
        sickBefore = shop.ratchet("verify", "--before");
        redis("XGROUP CREATE caracal.keys.invalidate sts-keys $");
        backup = shop.backUp();
        backups = shop.upgrade().backups();
        before = shop.ratchet("verify", "--before");
        plan = shop.ratchet("plan", "--to", NEW, "--check-images");
    }

    private static void redis(String command) throws IOException {
        RedisAddress address =
                new RedisAddress("streams", "127.0.0.1", redis.port(), null, "a-redis-password", null, null);
        try (RedisConnection connection = RedisConnection.open(address)) {
            connection.call(command.split(" "));
        }
    }

    private static void upgradeByHand() throws IOException {
        shop.spoil("fail-" + NEW);
        failed = shop.ratchet("upgrade", "--to", NEW, "--plan", plan.report().digest());
        runningAfterFailure = shop.running();
        shop.mend("fail-" + NEW);
        shop.spoil("hold-" + NEW);
        RatchetProcess run = shop.start("upgrade", "--to", NEW);
        Eventually.until("the migration runs", () -> !run.alive() || shop.migrates());
        runningDuringMigration = shop.running();
        shop.mend("hold-" + NEW);
        configurationRefused = run.await();
        runningAfterRefusal = shop.running();
        shop.change(
                "compose.yml", "      MODE: ${MODE:-rc}", "      MODE: ${MODE:-rc}\n      STREAM_HMAC_KEY_FILE: /k");
        upgrade = shop.ratchet("upgrade", "--to", NEW);
        runningAfterwards = shop.running();
        shop.change("ratchet.yaml", "[" + OLD + "]", "[" + NEW + "]");
        verify = shop.ratchet("verify", "--to", NEW);
        verified = shop.upgrade().state();
        goingBack = shop.ratchet("upgrade", "--to", OLD);
    }

    private static void upgradeByTheRuntime() throws IOException {
        shop.place("caracal", """
                #!/bin/sh
                # Stands in for the runtime, which goes to the version that it is itself.
                [ "$1 $2" = "upgrade --no-pull" ] || exit 64
                export CARACAL_VERSION=%s
                c() { docker compose --project-name=%s --progress=quiet --env-file=shop.env --file=compose.yml "$@"; }
                c run --rm --no-deps dbMigrate || { echo "the stack still runs the previous version"; exit 1; }
                c up --detach --wait || exit 1
                """.formatted(NEWEST, shop.name()));
        shop.directory().resolve("caracal").toFile().setExecutable(true);
        shop.place("db/" + NEWEST + "/0001_baseline.up.sql", shop.file("db/" + NEW + "/0001_baseline.up.sql"));
        shop.place("db/" + NEWEST + "/0002_next.up.sql", shop.file("db/" + NEW + "/0002_next.up.sql"));
        shop.change(
                "ratchet.yaml",
                "  envFiles: [shop.env]\n",
                "  envFiles: [shop.env]\n  command: [./caracal, upgrade, --no-pull]\n");
        shop.backUp();
        shop.ratchet("verify", "--before");
        unstaged = shop.ratchet("upgrade", "--to", NEWEST);
        images.offer("v" + NEWEST, NEWEST);
        shop.spoil("fail-" + NEWEST);
        commandFailed = shop.ratchet("upgrade", "--to", NEWEST);
        runningAfterFailedCommand = shop.running();
        shop.mend("fail-" + NEWEST);
        command = shop.ratchet("upgrade", "--to", NEWEST);
        runningAfterCommand = shop.running();
        shop.change("ratchet.yaml", "[" + NEW + "]", "[" + NEWEST + "]");
        shop.ratchet("verify", "--to", NEWEST);
    }

    private static void goBack() throws IOException {
        verifiedByCommand = shop.upgrade().state();
        String id = shop.upgrade().id();
        shop.place("secrets/secretStoreKek", "another-key\n");
        restored = shop.ratchet("restore", "--upgrade", id, "--strategy", "in-place", "--yes");
        secretRestored = Files.readString(shop.directory().resolve("secrets/secretStoreKek"));
        runningRestored = shop.running();
        migrationsRestored = shop.query("SELECT max(version) FROM schema_migrations");
    }

    private static void rollBackTheImages() throws IOException {
        shop.spoil("sick-" + OLD);
        shop.upUnwell(OLD, "postgres", "volumeInit", "api");
        shop.upUnwell(OLD, "web");
        Eventually.until(
                "the old version is not ready", () -> shop.health("api").equals("unhealthy"));
        rolledBack = shop.ratchet("diagnose");
    }

    @AfterAll
    static void close() {
        if (shop != null) {
            shop.close();
        }
        if (redis != null) {
            redis.close();
        }
        if (images != null) {
            images.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    private static String read(RatchetProcess.Ended run) {
        return ReportConsole.render(run.report(), false);
    }

    private static List<String> checks(RatchetProcess.Ended run, CheckResult.Outcome outcome) {
        return run.report().checks().stream()
                .filter(check -> check.outcome() == outcome)
                .map(CheckResult::name)
                .toList();
    }

    @Test
    void every_release_ships_expand_only_changes_and_untagged_contract_changes_are_rejected() {
        assertThat(contract.exit()).isEqualTo(2);
        assertThat(contract.finding("compose-expand-only")).contains("drop-column at 0002_next.up.sql:1");
        assertThat(plan.exit()).as("tagged as contract: " + plan.output()).isZero();
    }

    @Test
    void the_database_is_migrated_while_the_old_version_is_still_serving() {
        assertThat(runningDuringMigration).containsOnly(OLD);
        assertThat(shop.query("SELECT version FROM runs")).contains(NEW);
    }

    @Test
    void the_schema_moves_first_then_services_roll_onto_it() {
        assertThat(upgrade.exit()).as(upgrade.output() + upgrade.errors()).isZero();
        assertThat(upgrade.errors())
                .containsSubsequence(
                        "service dbMigrate is complete", "service postgres (1 of 4)", "service web (4 of 4)");
        assertThat(runningAfterwards).containsOnly(NEW);
    }

    @Test
    void read_release_notes_and_changed_values() {
        assertThat(resolved.output())
                .contains("Read the release notes and which variables of the Compose file changed");
        assertThat(upgrade.errors()).contains("release-notes: to be done by a person");
        assertThat(read(plan)).contains("MODE changes: **** → ****");
    }

    @Test
    void render_the_new_configuration() {
        assertThat(read(plan)).contains("v" + OLD, "v" + NEW).doesNotContain("a-token-1");
    }

    @Test
    void confirm_secrets_and_required_env_vars_still_match() {
        assertThat(unset.exit()).isEqualTo(2);
        assertThat(unset.finding("compose-variables")).contains("API_TOKEN");
        assertThat(contract.finding("compose-files-there")).contains("secrets/secretStoreKek", "service api");
        assertThat(upgrade.errors()).contains("service-config: to be done by a person");
    }

    @Test
    void back_up_postgres_and_runtime_secrets() {
        assertThat(unprepared.exit()).isEqualTo(2);
        assertThat(unprepared.finding("backup-proven")).contains("caracal", "runtime-secrets");
        assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
        assertThat(backups)
                .allMatch(BackupEntry::proven)
                .extracting(BackupEntry::database)
                .containsExactlyInAnyOrder("caracal", "runtime-secrets");
        BackupEntry secrets = backups.stream()
                .filter(each -> each.database().equals("runtime-secrets"))
                .findFirst()
                .orElseThrow();
        assertThat(secrets.proof()).isEqualTo("decrypt");
        assertThat(Path.of(secrets.location(), "backup.json"))
                .content()
                .contains("secrets/secretStoreKek", "secrets/redisPassword", "shop.env");
    }

    @Test
    void confirm_redis_streams_and_groups_and_audit_health() {
        assertThat(unprepared.blocks()).contains("healthy-before");
        assertThat(sickBefore.exit()).isEqualTo(2);
        assertThat(checks(sickBefore, CheckResult.Outcome.FAILED)).containsExactly("redis");
        assertThat(before.exit()).as(before.output()).isZero();
        assertThat(checks(before, CheckResult.Outcome.PASSED)).contains("redis", "audit", "ready-audit");
    }

    @Test
    void prepare_canary_token_exchange_and_gateway_request() {
        assertThat(upgrade.errors())
                .contains(
                        "canary: to be done by a person: Prepare a canary application",
                        "a request through the Gateway");
    }

    @Test
    void export_the_new_version_pull_run_dbMigrate_and_up() {
        assertThat(upgrade.errors())
                .containsSubsequence(
                        "pull for 5 services, in version " + NEW, "service dbMigrate runs in container", "rollout");
        assertThat(upgrade.report().jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.state()).isEqualTo(JobOutcome.State.COMPLETE));
    }

    @Test
    void run_the_smoke_test_ready_endpoints_pass() {
        assertThat(verify.exit()).as(verify.output()).isZero();
        assertThat(verified).isEqualTo(UpgradeState.VERIFIED);
        assertThat(checks(verify, CheckResult.Outcome.PASSED))
                .contains(
                        "smoke",
                        "health-api",
                        "ready-api",
                        "ready-sts",
                        "ready-gateway",
                        "ready-audit",
                        "ready-coordinator");
    }

    @Test
    void schema_migrations_includes_the_expected_versions() {
        assertThat(verify.report().checks())
                .filteredOn(check -> check.name().equals("migrations"))
                .singleElement()
                .satisfies(check -> assertThat(check.seen()).contains(NEW));
    }

    @Test
    void streams_and_groups_exist_pending_is_bounded_the_dlq_is_empty_and_the_replay_backlog_drains() {
        assertThat(checks(verify, CheckResult.Outcome.PASSED)).contains("redis", "audit");
        assertThat(verify.report().checks())
                .filteredOn(
                        check -> check.name().equals("redis") || check.name().equals("audit"))
                .extracting(CheckResult::seen)
                .anyMatch(seen -> seen.contains("opa-engine 0 pending"))
                .anyMatch(seen -> seen.contains("lag 0; caracal.audit.events.dlq: 0 entries"));
        assertThat(checks(verify, CheckResult.Outcome.MANUAL)).contains("audit-replay");
    }

    @Test
    void sts_exchange_and_the_canary_request_through_the_gateway_are_looked_at_by_a_person() {
        assertThat(resolved.output()).contains("name: token-exchange", "name: gateway");
        assertThat(checks(verify, CheckResult.Outcome.MANUAL)).contains("token-exchange", "gateway");
    }

    @Test
    void rolling_back_app_images_is_not_offered_as_roll_forward_is_preferred() {
        assertThat(goingBack.exit()).isEqualTo(2);
        assertThat(goingBack.blocks()).contains("version-not-older", "compose-image-not-older");
    }

    @Test
    void going_back_takes_the_database_the_images_and_the_secrets_together() {
        assertThat(restored.exit()).as(restored.output() + restored.errors()).isZero();
        assertThat(runningRestored).containsOnly(NEW);
        assertThat(migrationsRestored).containsExactly(NEW);
        assertThat(secretRestored).isEqualTo("a-key-of-keys\n");
    }

    @Test
    void if_the_migration_fails_stop_inspect_its_log_and_restore_only_if_nothing_was_committed() {
        assertThat(failed.exit()).as(failed.output() + failed.errors()).isEqualTo(3);
        assertThat(failed.report().jobs().get(0).log()).contains("cannot migrate to " + NEW);
        assertThat(failed.report().advice().commands()).anyMatch(each -> each.startsWith("docker logs "));
        assertThat(read(failed)).contains("Restore only where no migration committed anything; otherwise roll forward");
        assertThat(runningAfterFailure).containsOnly(OLD);
    }

    @Test
    void caracal_upgrade_performs_the_full_sequence_and_waits_for_readiness() {
        assertThat(command.exit()).as(command.output() + command.errors()).isZero();
        assertThat(command.errors())
                .containsSubsequence(
                        "pull for 5 services", "./caracal upgrade --no-pull migrates and rolls the services");
        assertThat(command.report().jobs())
                .singleElement()
                .satisfies(job -> assertThat(job.state()).isEqualTo(JobOutcome.State.COMPLETE));
        assertThat(runningAfterCommand).containsOnly(NEWEST);
        assertThat(verifiedByCommand).as(shop.transcript()).isEqualTo(UpgradeState.VERIFIED);
    }

    @Test
    void it_stages_the_new_images_first() {
        assertThat(unstaged.exit()).isEqualTo(2);
        assertThat(unstaged.blocks()).containsExactly("compose-images");
        assertThat(unstaged.errors()).doesNotContain("migrates and rolls");
    }

    @Test
    void if_the_migration_step_fails_it_aborts_before_touching_services_and_the_previous_version_runs() {
        assertThat(commandFailed.exit()).as(commandFailed.output()).isEqualTo(3);
        assertThat(commandFailed.report().outcome()).contains("dbMigrate", "ended with status 7");
        assertThat(runningAfterFailedCommand).containsOnly(NEW);
    }

    private static Cause cause(RatchetProcess.Ended run, String id) {
        return run.report().diagnosis().causes().stream()
                .filter(cause -> cause.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(run.output() + run.errors()));
    }

    @Test
    void where_containers_fail_config_validation_variables_and_secrets_are_compared_with_those_of_before() {
        assertThat(configurationRefused.exit())
                .as(configurationRefused.output())
                .isEqualTo(3);
        assertThat(cause(configurationRefused, "config-refused").evidence())
                .contains(
                        "container caracal-api-1: panic: required env vars missing: STREAM_HMAC_KEY",
                        "the Compose files give service api no STREAM_HMAC_KEY")
                .anyMatch(line -> line.startsWith("version " + NEW + " changes service api: MODE changes: **** → ****")
                        && line.contains("file /run/secrets/redisPassword is new"));
        assertThat(runningAfterRefusal).as("postgres, volumeInit, api, web").containsExactly(NEW, NEW, NEW, OLD);
        assertThat(cause(configurationRefused, "old-version-serving").evidence())
                .anyMatch(line -> line.startsWith("service web runs "))
                .anyMatch(line -> line.startsWith("database caracal is at version " + NEW));
    }

    @Test
    void where_readiness_fails_after_an_app_rollback_schema_and_streams_are_named() {
        assertThat(rolledBack.exit()).as(rolledBack.output()).isZero();
        Cause cause = cause(rolledBack, "rolled-back");
        assertThat(cause.evidence())
                .anyMatch(line -> line.contains("is a rollback to revision 1: caracal " + OLD))
                .anyMatch(line -> line.startsWith("database caracal is at schema version " + NEW))
                .anyMatch(
                        line -> line.startsWith("container caracal-api-1, ") && line.endsWith("runs and is not ready"));
        assertThat(cause.advice()).anyMatch(line -> line.contains("the streams and consumer groups of Redis"));
        assertThat(cause(rolledBack, "readiness-never").evidence()).anyMatch(line -> line.contains("times in a row"));
    }
}
