package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of {@code ratchet restore} at twenty moments of both strategies. A restore that was killed is run again, and
 * killed again, until it has come to its end; then the release is upgraded once more, and the next restore begins.
 */
class KilledRestoreIT {
    private static final int KILLS = 20;
    /** So many of them before it is begun; the others from there on. */
    private static final int EARLY = 4;

    @TempDir
    static Path directory;

    private static Stage stage;

    @BeforeAll
    static void open() throws IOException {
        stage = Stage.embeddedOrSkip("kill -9 of a restore", directory);
    }

    @AfterAll
    static void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void atNoMomentIsAnythingLostAndTheNextRunEndsIt() throws Exception {
        Kills kills = new Kills(20_261_127);
        try (Shop shop = new Shop(stage)) {
            shop.installed();
            shop.declareWriters();
            shop.sql("INSERT INTO orders SELECT i, repeat(md5(i::text), 8) FROM generate_series(1001, 30000) i");
            String truth = content(shop, shop.name());
            String live = shop.name();
            long before = 0;
            long work = 0;
            for (int restores = 0; kills.killed() < KILLS; restores++) {
                String strategy = restores % 2 == 0 ? "in-place" : "new-instance";
                String id = upgraded(shop, restores, live);
                boolean undisturbed = restores < 2; // how long each takes
                while (state(shop, id) != UpgradeState.RESTORED) {
                    RatchetProcess run = shop.start("restore", "--upgrade", id, "--strategy", strategy, "--yes");
                    if (undisturbed || kills.killed() == KILLS) {
                        long begun = Kills.await(run, () -> shop.record().restoring() != null);
                        long start = System.nanoTime();
                        RatchetProcess.Ended ended = run.await();
                        assertThat(ended.exit())
                                .as(kills + ended.output() + ended.errors())
                                .isZero();
                        before = Math.max(before, begun);
                        work = Math.max(work, Kills.millisSince(start));
                        continue;
                    }
                    boolean early = kills.killed() < EARLY;
                    long moment = (long) ((early ? before : work) * kills.random());
                    if (!early) {
                        Kills.await(run, () -> shop.record().restoring() != null);
                    }
                    boolean died = kills.kill(run, moment);
                    String step = shop.record().restoring() == null
                            ? "not begun, or ended"
                            : shop.record().restoring().step().toString();
                    kills.tell(strategy + (early ? ", early, " : ", at work, ") + moment + " ms, "
                            + (died ? "killed: " : "had ended: ") + step);
                    assertThat(holdingInvoices(shop, restores))
                            .as("what was in use is there: " + kills)
                            .isNotEmpty();
                }
                RestoredDatabase names = shop.record()
                        .upgrade(id)
                        .orElseThrow()
                        .restore()
                        .databases()
                        .get(0);
                String when = kills.toString();
                assertThat(content(shop, names.name())).as(when).isEqualTo(truth);
                assertThat(invoices(shop, names.kept() == null ? live : names.kept()))
                        .as(when)
                        .isEqualTo(restores + 1);
                assertThat(shop.copies()).as(when).isEmpty();
                assertThat(shop.query("SELECT datname FROM pg_database WHERE datname LIKE 'ratchet%'"))
                        .as(when)
                        .isEmpty();
                assertThat(shop.replicas()).as(when).isEqualTo(1);
                assertThat(shop.deployedVersion()).as(when).isEqualTo("1.0.0");
                if (names.kept() == null) {
                    shop.useDatabase(live, names.name());
                    live = names.name();
                }
            }
            System.out.println("kill -9 of a restore, " + kills);
        }
    }

    private static UpgradeState state(Shop shop, String id) {
        return shop.record().upgrade(id).orElseThrow().state();
    }

    /** Backed up and upgraded by a migration that cannot be undone, and written to since. */
    private static String upgraded(Shop shop, int number, String database) {
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(Chart.of("1.1." + number)
                .before(shop.psql()
                        + " -qX -v ON_ERROR_STOP=1 -c \\\"ALTER TABLE orders DROP COLUMN article; CREATE TABLE"
                        + " invoices (id int)\\\""));
        assertThat(upgrade.exit()).as(upgrade.output() + upgrade.errors()).isZero();
        shop.sql(database, "INSERT INTO invoices SELECT generate_series(1, " + (number + 1) + ")");
        return shop.upgrade().id();
    }

    /** Databases with what was written since the upgrade. */
    private static List<String> holdingInvoices(Shop shop, int number) {
        return shop.databases().stream()
                .filter(name -> !name.startsWith("ratchet_copy_"))
                .filter(name -> invoices(shop, name) == number + 1)
                .toList();
    }

    /** −1 where there are none, or nobody is let in at this moment. */
    private static int invoices(Shop shop, String database) {
        List<String> open = shop.queryIn(
                "postgres", "SELECT datallowconn::text FROM pg_database WHERE datname = '" + database + "'");
        if (open.contains("false")) {
            shop.sql("postgres", "ALTER DATABASE \"" + database + "\" ALLOW_CONNECTIONS true");
        }
        try {
            boolean there = shop.queryIn(database, "SELECT to_regclass('invoices')::text")
                            .get(0)
                    != null;
            return there
                    ? Integer.parseInt(shop.queryIn(database, "SELECT count(*) FROM invoices")
                            .get(0))
                    : -1;
        } finally {
            if (open.contains("false")) {
                shop.sql("postgres", "ALTER DATABASE \"" + database + "\" ALLOW_CONNECTIONS false");
            }
        }
    }

    private static String content(Shop shop, String database) {
        return String.join(
                " ",
                shop.queryIn(
                        database,
                        "SELECT count(*) || md5(string_agg(id || article, ',' ORDER BY id)) FROM orders UNION ALL"
                                + " SELECT string_agg(version, ',') FROM schema_migrations"));
    }
}
