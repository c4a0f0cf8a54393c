package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.ratchet.backup.ObjectStore;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;

/** A product with a store of every kind that a restore brings back: all of them go back to the same moment. */
interface StoresScenarios extends OnStage {
    String KEY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

    /** Redis, Secrets and files that programs of the user's back up, beside the database; upgraded, and written to since. */
    private static Shop upgraded(Shop shop, OnStage on, RedisServer redis) throws IOException {
        shop.installed();
        shop.declareWriters();
        redis.run(
                "SET greeting hello",
                "SET later gone PX 36000000",
                "XADD events 1-1 a 1",
                "XADD events 2-1 b 2",
                "XGROUP CREATE events audit 0",
                "XREADGROUP GROUP audit worker COUNT 1 STREAMS events >",
                "HSET user name ann",
                "DEL nothing");
        try (RedisConnection connection = redis.connect()) {
            connection.call(
                    "FUNCTION", "LOAD", "#!lua name=shop\nredis.register_function('f', function() return 1 end)");
        }
        secret(on, shop, "1.0.0");
        Files.writeString(shop.directory().resolve("age-key.txt"), KEY + "\n");
        Files.writeString(shop.directory().resolve("attachments.txt"), "those of 1.0.0\n");
        program(
                shop,
                "take.sh",
                "cp attachments.txt $RATCHET_BACKUP_DIRECTORY/a.txt; echo \"{\\\"location\\\":\\\"./a.txt\\\","
                        + "\\\"takenAt\\\":\\\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\\",\\\"bytes\\\":15,\\\"source\\\":\\\"attachments\\\"}\"");
        program(shop, "check.sh", "cmp $RATCHET_LOCATION attachments.txt");
        program(shop, "back.sh", "cp $RATCHET_LOCATION attachments.txt; echo $RATCHET_STRATEGY >> back.log");
        shop.configure("backups:", """
                  - name: streams
                    kind: redis
                    writers: [deployment/%1$s-api]
                    connection: { host: 127.0.0.1, port: %2$d }
                  - name: runtime
                    kind: secrets
                    secrets:
                      recipients: [age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj]
                      names: [shop-runtime, shop-db]
                      identity: { file: age-key.txt }
                  - name: attachments
                    kind: mongodb
                    writers: [deployment/%1$s-api]
                    method: command
                    command: { run: [./take.sh], verify: [./check.sh], restore: [./back.sh] }
                backups:""".formatted(shop.name(), redis.port()));
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(
                Chart.of("1.1.0").before(shop.psql() + " -qX -c \\\"CREATE TABLE invoices (id int)\\\""));
        assertThat(upgrade.exit()).as(upgrade.output()).isZero();
        redis.run("SET greeting changed", "XADD events 3-1 c 3", "DEL user", "SET new 1", "FUNCTION FLUSH");
        secret(on, shop, "1.1.0");
        Files.writeString(shop.directory().resolve("attachments.txt"), "those of 1.1.0\n");
        return shop;
    }

    private static void program(Shop shop, String name, String text) throws IOException {
        Path file = Files.writeString(shop.directory().resolve(name), "#!/bin/sh\nset -e\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void secret(OnStage on, Shop shop, String value) {
        on.stage()
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("shop-runtime")
                        .withNamespace(shop.name())
                        .endMetadata()
                        .addToData("token", encoded(value))
                        .build())
                .createOr(io.fabric8.kubernetes.client.dsl.NonDeletingOperation::update);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> secretOf(OnStage on, Shop shop) {
        return on.stage()
                .client()
                .secrets()
                .inNamespace(shop.name())
                .withName("shop-runtime")
                .get()
                .getData();
    }

    private static String[] arguments(Shop shop, String strategy, String... more) {
        return Stream.concat(
                        Stream.of("restore", "--upgrade", shop.upgrade().id(), "--strategy", strategy), Stream.of(more))
                .toArray(String[]::new);
    }

    private static void redisIsAsItWas(RedisConnection connection) throws IOException {
        assertThat(RedisConnection.text(connection.call("GET", "greeting"))).isEqualTo("hello");
        assertThat(RedisConnection.text(connection.call("HGET", "user", "name")))
                .isEqualTo("ann");
        assertThat(connection.call("XLEN", "events")).isEqualTo(2L);
        assertThat(connection.call("EXISTS", "new")).isEqualTo(0L);
        assertThat((Long) connection.call("PTTL", "later")).isBetween(1L, 36_000_000L);
        Object pending = ((java.util.List<?>) connection.call("XPENDING", "events", "audit")).get(0);
        assertThat(pending).isEqualTo(1L);
        assertThat((java.util.List<?>) connection.call("FUNCTION", "LIST")).hasSize(1);
    }

    private static void everythingIsAsItWas(OnStage on, Shop shop) throws IOException {
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
        assertThat(shop.migrations()).containsExactly("1.0.0");
        assertThat(shop.deployedVersion()).isEqualTo("1.0.0");
        assertThat(secretOf(on, shop)).containsExactly(Map.entry("token", encoded("1.0.0")));
        assertThat(shop.directory().resolve("attachments.txt")).hasContent("those of 1.0.0");
        assertThat(shop.replicas()).isEqualTo(1);
    }

    @Scenario
    @Timeout(600)
    default void in_place_all_stores_go_back_and_what_is_overwritten_is_backed_up_first(Shop shop) throws Exception {
        RedisServer.requireNewer();
        try (RedisServer redis = RedisServer.start();
                RedisConnection connection = redis.connect()) {
            upgraded(shop, this, redis);

            RatchetProcess.Ended plan = shop.ratchet(arguments(shop, "in-place"));
            assertThat(plan.exit()).as(plan.output()).isZero();
            assertThat(plan.output())
                    .contains("Secret shop-runtime has changed in token", "shop-db", "is not kept by Ratchet")
                    .doesNotContain(encoded("1.1.0"));
            assertThat(RedisConnection.text(connection.call("GET", "greeting"))).isEqualTo("changed");

            RatchetProcess.Ended restored = shop.ratchet(
                    arguments(shop, "in-place", "--plan", plan.report().digest()));
            assertThat(restored.exit())
                    .as(restored.output() + restored.errors())
                    .isZero();
            everythingIsAsItWas(this, shop);
            try (RedisConnection again = redis.connect()) {
                redisIsAsItWas(again);
            }
            assertThat(shop.directory().resolve("back.log")).hasContent("in-place");
            RestoredDatabase streams =
                    shop.upgrade().restore().database("streams").orElseThrow();
            assertThat(Path.of(streams.kept(), "backup.json"))
                    .exists()
                    .content()
                    .contains("\"restore\"");
            RestoredDatabase runtime =
                    shop.upgrade().restore().database("runtime").orElseThrow();
            assertThat(Path.of(runtime.kept(), "secrets.json.age")).exists();
            RatchetProcess.Ended backup = shop.backUp();
            assertThat(backup.exit()).as(backup.output()).isZero();
            assertThat(shop.upgradeStrictly(Chart.of("1.1.1")).exit()).isZero();
        }
    }

    @Scenario
    @Timeout(600)
    default void to_a_new_instance_redis_goes_to_an_empty_server_and_nowhere_else(Shop shop) throws Exception {
        RedisServer.requireNewer();
        try (RedisServer redis = RedisServer.start();
                RedisServer other = RedisServer.start()) {
            upgraded(shop, this, redis);
            RatchetProcess.Ended nowhere = shop.ratchet(arguments(shop, "new-instance", "--yes"));
            assertThat(nowhere.exit()).isEqualTo(2);
            assertThat(nowhere.finding("restore-possible")).contains("databases[].restore");

            shop.configure(
                    "    connection: { host: 127.0.0.1, port: " + redis.port() + " }",
                    "    connection: { host: 127.0.0.1, port: " + redis.port() + " }\n"
                            + "    restore: { host: 127.0.0.1, port: " + other.port() + " }");
            other.run("SET theirs 1");
            RatchetProcess.Ended taken = shop.ratchet(arguments(shop, "new-instance", "--yes"));
            assertThat(taken.finding("restore-possible")).contains("holds 1 keys already");
            other.run("DEL theirs");

            RatchetProcess.Ended restored = shop.ratchet(arguments(shop, "new-instance", "--yes"));
            assertThat(restored.exit())
                    .as(restored.output() + restored.errors())
                    .isZero();
            assertThat(restored.output()).contains("port from " + redis.port() + " to " + other.port());
            try (RedisConnection there = other.connect();
                    RedisConnection here = redis.connect()) {
                redisIsAsItWas(there);
                assertThat(RedisConnection.text(here.call("GET", "greeting"))).isEqualTo("changed");
            }
        }
    }

    @Scenario
    @Timeout(600)
    default void killed_at_any_moment_every_store_ends_right_and_none_is_lost(Shop shop) throws Exception {
        RedisServer.requireNewer();
        try (RedisServer redis = RedisServer.start()) {
            upgraded(shop, this, redis);
            String id = shop.upgrade().id();
            Random random = new Random(Long.getLong("ratchet.seed", 20_261_127));
            int killed = 0;
            for (int round = 0;
                    round < 8 && shop.record().upgrade(id).orElseThrow().state() != UpgradeState.RESTORED;
                    round++) {
                RatchetProcess run = shop.start("restore", "--upgrade", id, "--strategy", "in-place", "--yes");
                long patience = 1500 + random.nextInt(6000);
                for (long waited = 0; run.alive() && waited < patience; waited += 20) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                if (run.alive()) {
                    run.kill();
                    killed++;
                }
                RestoredDatabase streams = shop.record().restoring() == null
                        ? null
                        : shop.record().restoring().database("streams").orElseThrow();
                if (streams != null && streams.begun() != null) {
                    assertThat(Path.of(streams.kept(), "backup.json")).exists();
                }
            }
            assertThat(killed).isPositive();
            if (shop.record().upgrade(id).orElseThrow().state() != UpgradeState.RESTORED) {
                RatchetProcess.Ended last = shop.ratchet("restore", "--upgrade", id, "--strategy", "in-place", "--yes");
                assertThat(last.exit()).as(last.output() + last.errors()).isZero();
            }
            everythingIsAsItWas(this, shop);
            try (RedisConnection connection = redis.connect()) {
                redisIsAsItWas(connection);
            }
            BackupEntry entry =
                    shop.record().upgrade(id).orElseThrow().backupOf("streams").orElseThrow();
            String kept =
                    shop.upgrade().restore().database("streams").orElseThrow().kept();
            assertThat(kept).isNotEqualTo(entry.location());
            assertThat(shop.ratchet("backup", "prove", kept.substring(kept.indexOf("backups/") + 8), "--to", "backups")
                            .exit())
                    .isZero();
        }
    }

    @Scenario
    @Timeout(600)
    default void from_an_object_store_it_goes_back_and_what_is_overwritten_is_kept_there(Shop shop) throws Exception {
        RedisServer.requireNewer();
        Path away = Files.createDirectories(shop.directory().resolve("away"));
        try (ObjectStore store = ObjectStore.start(away);
                RedisServer redis = RedisServer.start()) {
            shop.environment().merge("PATH", store.environment().get("PATH"), (path, first) -> first + ":" + path);
            shop.backUpTo("rclone:store:acme/shop");
            upgraded(shop, this, redis);
            assertThat(shop.upgrade().backups())
                    .extracting(BackupEntry::location)
                    .allSatisfy(location -> assertThat(location).startsWith("rclone:store:acme/shop/"));

            RatchetProcess.Ended restored = shop.ratchet(arguments(shop, "in-place", "--yes"));

            assertThat(restored.exit())
                    .as(restored.output() + restored.errors())
                    .isZero();
            assertThat(restored.errors()).contains("fetching the backup from rclone:store:acme/shop/");
            everythingIsAsItWas(this, shop);
            try (RedisConnection connection = redis.connect()) {
                redisIsAsItWas(connection);
            }
            String kept =
                    shop.upgrade().restore().database("streams").orElseThrow().kept();
            assertThat(kept).startsWith("rclone:store:acme/shop/");
            assertThat(shop.ratchet("backup", "show", kept.substring(23), "--to", "rclone:store:acme/shop")
                            .exit())
                    .isZero();
        }
    }
}
