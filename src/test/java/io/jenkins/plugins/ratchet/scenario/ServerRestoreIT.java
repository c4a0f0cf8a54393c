package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release whose backup is the copy of a whole server goes back, as users run it, with kill -9 on the way. */
class ServerRestoreIT {
    private static final Path VERIFY = Path.of("/usr/lib/postgresql/15/bin/pg_verifybackup");

    @TempDir
    static Path directory;

    private static Stage stage;

    @BeforeAll
    static void open() throws IOException {
        if (!Files.isExecutable(VERIFY)) {
            System.err.println("SKIPPED: ratchet restore of a whole server. " + VERIFY + " is missing; install"
                    + " postgresql-15");
            Assumptions.abort("pg_verifybackup is missing");
        }
        stage = Stage.embeddedOrSkip("ratchet restore of a whole server", directory);
    }

    @AfterAll
    static void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void the_server_goes_into_a_new_directory_however_often_the_restore_is_killed() throws Exception {
        Path below = Files.createDirectories(directory.resolve("data"));
        PostgresServer server = PostgresServer.start();
        try (Shop shop = new Shop(stage)) {
            server.create("ledger", "CREATE TABLE entry AS SELECT generate_series(1, 200000) AS a");
            shop.installed();
            shop.declareWriters();
            shop.configure("backups:", """
                      - name: everything
                        method: base
                        base: { directory: %s }
                        connection: { host: 127.0.0.1, port: %d, database: ledger, user: postgres }
                    backups:""".formatted(below, server.port()));
            RatchetProcess.Ended backup = shop.backUp();
            assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
            RatchetProcess.Ended upgrade = shop.upgradeStrictly(GoingBackScenarios.destructive(shop, "1.1.0"));
            assertThat(upgrade.exit()).as(upgrade.output()).isZero();
            String id = shop.upgrade().id();

            RatchetProcess.Ended inPlace = shop.ratchet("restore", "--upgrade", id, "--strategy", "in-place", "--yes");
            assertThat(inPlace.exit()).isEqualTo(2);
            assertThat(inPlace.finding("restore-possible")).contains("takes nobody's place", "new-instance");
            RatchetProcess.Ended plan = shop.ratchet("restore", "--upgrade", id, "--strategy", "new-instance");
            assertThat(plan.exit()).as(plan.output()).isZero();
            assertThat(plan.output()).contains("pg_ctl -D " + below, "database.name=" + shop.name() + "_restored_");
            assertThat(left(below)).isEmpty();

            Kills kills = new Kills(20_261_127);
            for (int kill = 0; kill < 4; kill++) {
                RatchetProcess run = shop.start("restore", "--upgrade", id, "--strategy", "new-instance", "--yes");
                Kills.await(run, () -> !left(below).isEmpty());
                boolean died = kills.kill(run, (long) (1500 * kills.random()));
                kills.tell((died ? "killed: " : "had ended: ") + left(below));
                assertThat(left(below)).as(kills.toString()).hasSizeLessThanOrEqualTo(2);
            }
            assertThat(kills.killed()).as(kills.toString()).isPositive();
            RatchetProcess.Ended last = shop.ratchet("restore", "--upgrade", id, "--strategy", "new-instance", "--yes");

            assertThat(last.exit()).as(kills + last.output() + last.errors()).isZero();
            assertThat(shop.record().upgrade(id).orElseThrow().state()).isEqualTo(UpgradeState.RESTORED);
            assertThat(left(below))
                    .as(kills.toString())
                    .singleElement()
                    .asString()
                    .startsWith(shop.name() + "-everything-restored-");
            String location = shop.record()
                    .upgrade(id)
                    .orElseThrow()
                    .backupOf("everything")
                    .orElseThrow()
                    .location();
            Process verify = new ProcessBuilder(
                            VERIFY.toString(),
                            "--manifest-path=" + Path.of(location, "base", "backup_manifest"),
                            below.resolve(left(below).get(0)).toString())
                    .inheritIO()
                    .start();
            assertThat(verify.waitFor()).isZero();
            assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed"); // led there by a person
            System.out.println("kill -9 of a restore of a whole server: " + kills);
        } finally {
            server.stop();
        }
    }

    private static List<String> left(Path below) throws IOException {
        try (Stream<Path> files = Files.list(below)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
