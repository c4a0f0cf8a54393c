package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** All databases of one upgrade at one moment: their writers rest while they are captured. */
interface QuiesceScenarios extends OnStage {

    /** A release with two databases that one workload, of two replicas, writes to. */
    private static Shop shopOfTwo(Shop shop, String quiesce) {
        shop.installed();
        shop.sql("postgres", "CREATE DATABASE \"" + second(shop) + "\"");
        shop.sql("CREATE TABLE ledger (n int)");
        shop.sql(second(shop), "CREATE TABLE ledger (n int); CREATE TABLE schema_migrations (version text)");
        shop.declareWriters();
        shop.configure("backups: { jobs: 1 }", """
                  - name: second
                    writers: [deployment/%2$s-api]
                    connection: { host: 127.0.0.1, port: { values: database.port }, database: %1$s, user: postgres,
                      password: { secret: shop-db, key: password } }
                backups: { jobs: 1, quiesce: %3$s }""".formatted(second(shop), shop.name(), quiesce));
        shop.scale(2);
        return shop;
    }

    private static String second(Shop shop) {
        return shop.name() + "_second";
    }

    private static JsonNode manifest(Shop shop, String database) throws IOException {
        BackupEntry entry = shop.upgrade().backupOf(database).orElseThrow();
        return Json.mapper().readTree(Path.of(entry.location(), "backup.json").toFile());
    }

    @Scenario
    @Timeout(300)
    default void what_one_writer_wrote_to_two_databases_is_in_both_backups_or_in_neither(Shop shop) throws IOException {
        shopOfTwo(shop, "{ timeout: 60s }");
        RatchetProcess.Ended backup;
        try (Ledger ledger = new Ledger(shop, second(shop))) {
            ledger.awaitWork();
            backup = shop.backUp();
        }
        assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
        assertThat(backup.report().outcome()).doesNotContain("one moment");
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.BACKED_UP);
        assertThat(shop.replicas()).isEqualTo(2);
        assertThat(shop.record().suspensions()).isEmpty();
        JsonNode first = manifest(shop, "metadata");
        JsonNode other = manifest(shop, "second");
        assertThat(rows(first)).isEqualTo(rows(other)).isPositive();
        assertThat(first.path("quiet")).isEqualTo(other.path("quiet"));
        assertThat(first.at("/quiet/stopped/0").asText()).isEqualTo("deployment/" + shop.name() + "-api (replicas 2)");
        assertThat(first.path("takenAt").asText())
                .isBetween(
                        first.at("/quiet/since").asText(),
                        first.at("/quiet/until").asText());
        assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isZero();
    }

    private static long rows(JsonNode manifest) {
        return manifest.at("/content/fingerprint/tables/public.ledger/rows").asLong(-1);
    }

    @Scenario
    @Timeout(300)
    default void somebody_who_is_no_declared_writer_is_named_and_the_writers_come_back(Shop shop) throws Exception {
        shopOfTwo(shop, "{ timeout: 60s }");
        try (Crowd crowd = new Crowd(stage().postgres(), second(shop), 1)) {
            crowd.awaitWork();
            RatchetProcess.Ended refused = shop.backUp();
            assertThat(refused.exit()).isEqualTo(3);
            assertThat(refused.report().outcome()).contains("database second", "crowd (", "quiesce.readers");
            assertThat(shop.replicas()).isEqualTo(2);
            assertThat(shop.record().suspensions()).isEmpty();
            assertThat(shop.upgrade().backups()).isEmpty();

            shop.configure("quiesce: { timeout: 60s }", "quiesce: { readers: [crowd] }");
            RatchetProcess.Ended backup = shop.backUp();
            assertThat(backup.exit()).as(backup.output()).isZero();
        }
    }

    @Scenario
    @Timeout(300)
    default void told_to_stop_or_killed_everything_is_put_back_and_what_somebody_changed_stays(Shop shop)
            throws Exception {
        shopOfTwo(shop, "{ timeout: 60s }");
        try (Crowd crowd = new Crowd(stage().postgres(), second(shop), 1)) {
            crowd.awaitWork(); // the backup waits for it to go, with the writers stopped
            RatchetProcess told = stopped(shop);
            told.terminate();
            assertThat(told.await().exit()).isEqualTo(143);
            assertThat(shop.replicas()).isEqualTo(2);
            assertThat(shop.record().suspensions()).isEmpty();

            stopped(shop).kill();
            assertThat(shop.replicas()).isZero();
            assertThat(shop.ratchet("status").output()).contains("\"suspensions\"", "deployment/" + shop.name());
            RatchetProcess.Ended verify = shop.ratchet("verify");
            assertThat(verify.errors()).contains("a backup that died left workloads stopped");
            assertThat(shop.replicas()).isEqualTo(2);
            assertThat(shop.record().suspensions()).isEmpty();

            stopped(shop).kill();
            shop.scale(5);
        }
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(backup.output()).isZero();
        assertThat(backup.errors()).contains("was changed by somebody else meanwhile, to 5, and stays so");
        assertThat(shop.replicas()).isEqualTo(5);
        assertThat(List.of(shop.record().suspensions())).containsOnly(List.of());
    }

    private static RatchetProcess stopped(Shop shop) {
        RatchetProcess run = shop.start("backup", "--to", "backups");
        Eventually.until("the writers are stopped", () -> shop.replicas() == 0);
        return run;
    }
}
