package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;

/** The only way back, at its core: in place and to a new instance, and forward again. */
interface GoingBackScenarios extends OnStage {
    /** A migration that cannot be undone, and that cannot run twice over the same schema. */
    String DESTRUCTIVE = "CREATE TYPE status AS ENUM ('open', 'closed');"
            + " ALTER TABLE orders ADD COLUMN state status; ALTER TABLE orders DROP COLUMN article;"
            + " CREATE TABLE invoices (id int)";

    static Chart destructive(Shop shop, String version) {
        return Chart.of(version).before(shop.psql() + " -qX -v ON_ERROR_STOP=1 -c \\\"" + DESTRUCTIVE + "\\\"");
    }

    static Shop upgraded(Shop shop) {
        shop.installed();
        shop.declareWriters();
        assertThat(shop.backUp().exit()).isZero();
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(destructive(shop, "1.1.0"));
        assertThat(upgrade.exit()).as(upgrade.output()).isZero();
        shop.sql("INSERT INTO invoices SELECT generate_series(1, 7)");
        shop.sql("INSERT INTO orders VALUES (1001, 'open')");
        return shop;
    }

    static RatchetProcess.Ended restore(Shop shop, String strategy, String... more) {
        return shop.ratchet(arguments(shop, strategy, more));
    }

    static String[] arguments(Shop shop, String strategy, String... more) {
        return Stream.concat(
                        Stream.of("restore", "--upgrade", shop.upgrade().id(), "--strategy", strategy), Stream.of(more))
                .toArray(String[]::new);
    }

    /** The upgrade that was restored goes through again: the migration finds the schema that it knows. */
    static void nextUpgradeSucceeds(Shop shop) {
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(backup.output()).isZero();
        RatchetProcess.Ended again = shop.upgradeStrictly(destructive(shop, "1.1.1"));
        assertThat(again.exit()).as(again.output()).isZero();
        RatchetProcess.Ended verify = shop.ratchet("verify");
        assertThat(verify.exit()).as(verify.output()).isZero();
        assertThat(shop.record().mark().chartVersion()).isEqualTo("1.1.1");
    }

    static String digestOfTable(Shop shop) {
        return String.join("", shop.query("SELECT md5(string_agg(id || article, ',' ORDER BY id)) FROM orders"));
    }

    @Scenario
    @Timeout(600)
    default void in_place_it_goes_back_while_clients_connect_all_the_time_and_the_next_upgrade_succeeds(Shop shop)
            throws Exception {
        shop.installed();
        shop.declareWriters();
        shop.sql(
                "COMMENT ON DATABASE \"" + shop.name() + "\" IS 'the shop''s'",
                "ALTER DATABASE \"" + shop.name() + "\" SET search_path = \"$user\", public, \"Odd, schema\"",
                "ALTER DATABASE \"" + shop.name() + "\" SET app.colour = 'it''s blue'",
                "ALTER DATABASE \"" + shop.name() + "\" CONNECTION LIMIT 40",
                "CREATE ROLE \"" + shop.name() + " owner\"",
                "ALTER DATABASE \"" + shop.name() + "\" OWNER TO \"" + shop.name() + " owner\"",
                "REVOKE TEMPORARY ON DATABASE \"" + shop.name() + "\" FROM PUBLIC",
                "ALTER ROLE \"" + shop.name() + " owner\" IN DATABASE \"" + shop.name() + "\" SET work_mem = '8MB'");
        String before = digestOfTable(shop);
        String properties = shop.properties(shop.name());
        assertThat(shop.backUp().exit()).isZero();
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(destructive(shop, "1.1.0"));
        assertThat(upgrade.exit()).as(upgrade.output()).isZero();
        shop.sql("INSERT INTO invoices SELECT generate_series(1, 7)");
        shop.scale(2);

        RatchetProcess.Ended plan = restore(shop, "in-place");
        assertThat(plan.exit()).as(plan.output()).isZero();
        assertThat(plan.output()).contains("8 rows added", "table public.invoices is new");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.record().restoring()).isNull();

        RatchetProcess.Ended restored;
        try (Crowd crowd = new Crowd(stage().postgres(), shop.name(), 6)) {
            crowd.awaitWork();
            restored = restore(shop, "in-place", "--plan", plan.report().digest());
        }
        assertThat(restored.exit()).as(restored.output()).isZero();
        assertThat(restored.errors()).contains("crowd"); // who was sent out, by application name
        assertThat(digestOfTable(shop)).isEqualTo(before);
        assertThat(shop.migrations()).containsExactly("1.0.0");
        assertThat(shop.properties(shop.name())).isEqualTo(properties);
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 superseded", "3 deployed");
        assertThat(shop.deployedVersion()).isEqualTo("1.0.0");
        assertThat(shop.replicas()).isEqualTo(2);
        Restore ended = shop.upgrade().restore();
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
        assertThat(shop.record().mark().chartVersion()).isEqualTo("1.0.0");
        assertThat(shop.record().restoring()).isNull();
        assertThat(shop.lockHolder()).isEmpty();
        RestoredDatabase names = ended.databases().get(0);
        assertThat(shop.queryIn(names.kept(), "SELECT count(*) FROM invoices")).containsExactly("7");
        assertThat(shop.copies()).isEmpty();

        String databases = String.join(",", shop.databases());
        for (String[] same : List.of(new String[] {"--plan", plan.report().digest()}, new String[] {"--yes"})) {
            RatchetProcess.Ended again = restore(shop, "in-place", same);
            assertThat(again.exit()).as(again.output() + again.errors()).isZero();
            assertThat(again.report().outcome()).contains("was restored already", "nothing was changed");
        }
        assertThat(String.join(",", shop.databases())).isEqualTo(databases);
        assertThat(restore(shop, "in-place").report().digest())
                .isNotEqualTo(plan.report().digest());
        shop.scale(1);
        nextUpgradeSucceeds(shop);
    }

    @Scenario
    @Timeout(600)
    default void to_a_new_instance_it_leads_the_release_there_and_the_next_upgrade_succeeds(Shop shop) {
        upgraded(shop);
        String present = shop.name();

        RatchetProcess.Ended plan = restore(shop, "new-instance");
        assertThat(plan.exit()).as(plan.output()).isZero();
        assertThat(plan.output()).contains("database.name");
        RatchetProcess.Ended restored = restore(shop, "new-instance", "--yes");
        assertThat(restored.exit()).as(restored.output()).isZero();

        RestoredDatabase names = shop.upgrade().restore().databases().get(0);
        assertThat(names.name()).startsWith(present + "_restored_");
        assertThat(shop.queryIn(names.name(), "SELECT max(version) FROM schema_migrations"))
                .containsExactly("1.0.0");
        assertThat(shop.query("SELECT count(*) FROM invoices")).containsExactly("7"); // untouched
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 superseded", "3 deployed");
        assertThat(shop.deployedVersion()).isEqualTo("1.0.0");
        assertThat(shop.record().mark().chartVersion()).isEqualTo("1.0.0");
        assertThat(shop.properties(names.name())).isEqualTo(shop.properties(present));

        shop.useDatabase(names.name());
        nextUpgradeSucceeds(shop);
        assertThat(shop.queryIn(names.name(), "SELECT max(version) FROM schema_migrations"))
                .containsExactly("1.1.1");
    }
}
