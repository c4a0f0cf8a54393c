package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;

/** What an approver learns of the migrations before the upgrade: the scenario of a way back, and a rehearsal. */
interface RehearsalScenarios extends OnStage {

    private static void migrate(Shop shop, String... lines) throws IOException {
        Path script = shop.directory().resolve("migrate.sh");
        Files.writeString(script, "#!/bin/sh\nset -e\n" + String.join("\n", lines) + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private static String psql(Shop shop, String sql) {
        return "'" + shop.psql() + "' -qX -v ON_ERROR_STOP=1 -c \"" + sql + "\"";
    }

    private static void rehearsing(Shop shop, String more) {
        shop.configure(
                "backups: { jobs: 1 }",
                "backups: { jobs: 1 }\nmigrations: { rehearsal: { run: [./migrate.sh], timeout: 60s" + more + " } }");
    }

    private static List<Finding> findings(RatchetProcess.Ended plan, String rule) {
        return Optional.ofNullable(plan.report().findings()).orElse(List.of()).stream()
                .filter(finding -> finding.rule().equals(rule))
                .toList();
    }

    @Scenario
    @Timeout(300)
    default void migrations_are_rehearsed_on_a_copy_and_the_plan_tells_what_they_do(Shop shop) throws IOException {
        shop.installed();
        shop.sql("ALTER TABLE orders ADD COLUMN note varchar(20), ADD COLUMN old int");
        rehearsing(shop, ", sameServer: true");
        migrate(
                shop,
                "test \"$PGDATABASE\" != '" + shop.name() + "'",
                psql(
                        shop,
                        "ALTER TABLE orders RENAME COLUMN article TO product; ALTER TABLE orders DROP COLUMN old;"
                                + " ALTER TABLE orders ALTER COLUMN id TYPE bigint; CREATE TABLE added (id int);"
                                + " SELECT pg_sleep(0.5)"));

        RatchetProcess.Ended early = shop.plan(Chart.of("1.1.0"), "--rehearse");
        assertThat(early.exit()).as(early.output()).isEqualTo(64);
        assertThat(early.report().outcome()).contains("ratchet backup");

        assertThat(shop.backUp().exit()).isZero();
        RatchetProcess.Ended plan = shop.plan(Chart.of("1.1.0"), "--rehearse");

        assertThat(plan.exit()).as(plan.output() + plan.errors()).isZero();
        Rehearsal rehearsal = shop.upgrade().rehearsal();
        assertThat(rehearsal.failure()).isNull();
        assertThat(rehearsal.changes())
                .containsExactlyInAnyOrder(
                        "renamed column public.orders.article to product",
                        "dropped column public.orders.old",
                        "retyped column public.orders.id: integer is bigint now",
                        "rewrote or emptied table public.orders");
        assertThat(rehearsal.added()).isGreaterThanOrEqualTo(1);
        assertThat(rehearsal.locks())
                .anySatisfy(lock -> assertThat(lock).startsWith("AccessExclusive on public.orders"));
        assertThat(findings(plan, "migrations-rehearsed"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("took", "4 changes"));
        assertThat(shop.scratchDatabases()).isEmpty();
        assertThat(shop.query(
                        "SELECT column_name FROM information_schema.columns WHERE table_name = 'orders' ORDER BY 1"))
                .containsExactly("article", "id", "note", "old");
        JsonNode outlook = Json.mapper().readTree(plan.output()).path("outlook").path("migrations");
        assertThat(outlook.path("scenario").asInt()).isEqualTo(3);
        assertThat(outlook.path("evidence").toString())
                .contains("the migrations of the two versions are not known")
                .contains("the charts have the same templates");
        // One of another version says nothing about this one.
        assertThat(findings(shop.plan(Chart.of("1.2.0")), "migrations-rehearsed"))
                .isEmpty();
        assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isZero();
    }

    @Scenario
    @Timeout(300)
    default void migrations_that_fail_or_miss_the_copy_refuse_the_upgrade_before_it_begins(Shop shop)
            throws IOException {
        shop.installed();
        rehearsing(shop, "");
        migrate(shop, psql(shop, "DROP TABLE orders; SELECT 1 / 0"));
        assertThat(shop.backUp().exit()).isZero();

        RatchetProcess.Ended onItself = shop.plan(Chart.of("1.1.0"), "--rehearse");
        assertThat(onItself.exit()).isEqualTo(64);
        assertThat(onItself.report().outcome()).contains("on the server of the database itself");

        shop.configure("timeout: 60s }", "timeout: 60s, sameServer: true }");
        RatchetProcess.Ended failed = shop.plan(Chart.of("1.1.0"), "--rehearse");
        assertThat(failed.exit()).as(failed.output()).isEqualTo(2);
        assertThat(findings(failed, "migrations-rehearsed"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("failed", "division by zero"));
        assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isEqualTo(2);
        assertThat(shop.scratchDatabases()).isEmpty();

        migrate(shop, "true");
        shop.plan(Chart.of("1.1.0"), "--rehearse");
        assertThat(shop.upgrade().rehearsal().failure()).contains("nobody was seen in the copy");

        migrate(shop, "export PGDATABASE='" + shop.name() + "'", psql(shop, "CREATE TABLE strayed (id int)"));
        RatchetProcess.Ended strayed = shop.plan(Chart.of("1.1.0"), "--rehearse");
        assertThat(strayed.exit()).isEqualTo(3);
        assertThat(strayed.report().outcome()).contains("ITSELF changed");
        assertThat(shop.scratchDatabases()).isEmpty();
    }

    @Scenario
    @Timeout(300)
    default void a_patch_with_the_same_migrations_is_scenario_1_and_one_that_drops_what_live_code_uses_is_3(Shop shop)
            throws IOException {
        shop.installed();
        shop.configure(
                "backups: { jobs: 1 }",
                "backups: { jobs: 1 }\nmigrations: { tool: rails, old: \"images/{version}\", new: \"images/{version}\" }");
        for (String version : List.of("1.0.0", "1.1.0")) {
            Path image = shop.directory().resolve("images/" + version);
            Files.createDirectories(image.resolve("db/migrate"));
            Files.createDirectories(image.resolve("app/models"));
            Files.writeString(image.resolve("app/models/order.rb"), "class Order < ApplicationRecord\nend\n");
            Files.writeString(
                    image.resolve("db/migrate/1_a.rb"),
                    "class A < ActiveRecord::Migration[7.1]\n  def change = create_table(:orders)\nend\n");
        }

        RatchetProcess.Ended patch = shop.plan(Chart.of("1.1.0"));
        assertThat(findings(patch, "rollback-scenario"))
                .as(patch.output())
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).startsWith("rollback scenario 1"));
        String approved = patch.report().digest();

        Files.writeString(
                shop.directory().resolve("images/1.1.0/db/migrate/2_b.rb"),
                "class B < ActiveRecord::Migration[7.1]\n  def change\n    drop_table :orders\n  end\nend\n");
        RatchetProcess.Ended drop = shop.plan(Chart.of("1.1.0"), "--plan", approved);
        assertThat(drop.exit()).isEqualTo(2);
        assertThat(findings(drop, "rollback-scenario"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen())
                        .startsWith("rollback scenario 3")
                        .contains("live code names it: app/models/order.rb:1"));
        assertThat(findings(drop, "contract-migrations")).hasSize(1);
        assertThat(findings(drop, "plan-unchanged"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("the migrations"));
    }
}
