package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of {@code ratchet backup} at twenty moments, spread over the time before, during and after its dump and proof. */
class KilledBackupIT {
    private static final int KILLS = 20;
    /** So many of them before the dump begins; the others from its first file on. */
    private static final int EARLY = 4;

    @TempDir
    static Path directory;

    private static Stage stage;

    @BeforeAll
    static void open() throws IOException {
        stage = Stage.embeddedOrSkip("kill -9 of a backup", directory);
    }

    @AfterAll
    static void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void atNoMomentItLeavesWhatLooksProvenAndIsNotNorAnythingThatTheNextRunDoesNotRemove() throws Exception {
        Kills kills = new Kills(20_260_801);
        try (Shop shop = new Shop(stage)) {
            shop.installed();
            shop.sql(
                    "INSERT INTO orders SELECT i, repeat(md5(i::text), 8) FROM generate_series(1001, 60000) i",
                    "CREATE TABLE more AS TABLE orders",
                    "SELECT lo_from_bytea(4711, decode(repeat('00ff10', 3000), 'hex'))");
            List<String> truth = content(shop);
            Path backups = shop.directory().resolve("backups");
            completed(shop);
            RatchetProcess whole = shop.start("backup", "--to", "backups");
            long before = Kills.await(whole, () -> !partial(backups).isEmpty());
            long start = System.nanoTime();
            assertThat(whole.await().exit()).isZero();
            long work = Kills.millisSince(start);
            int halfDone = 0;
            for (int i = 0; i < KILLS; i++) {
                RatchetProcess run = shop.start("backup", "--to", "backups");
                long moment;
                if (i < EARLY) {
                    moment = (long) (before * (i + kills.random()) / EARLY);
                } else {
                    moment = (long) (work * (i - EARLY + kills.random()) / (KILLS - EARLY));
                    Kills.await(run, () -> !partial(backups).isEmpty());
                }
                boolean died = kills.kill(run, moment);
                List<Path> partial = partial(backups);
                halfDone += partial.isEmpty() ? 0 : 1;
                kills.tell((i < EARLY ? "early, " : "at work, ") + moment + " ms, " + (died ? "killed" : "had ended")
                        + ", " + partial.size() + " half done");
                String when = kills.toString();

                assertThat(named(backups)).as(when).allSatisfy(KilledBackupIT::isComplete);
                assertThat(recorded(shop)).as(when).allSatisfy(KilledBackupIT::isWhatWasRecorded);
                assertThat(content(shop)).as(when).isEqualTo(truth);
                RatchetProcess.Ended next = shop.backUp();
                assertThat(next.exit()).as(when + "\n" + next.errors()).isZero();
                assertThat(partial(backups)).as(when).isEmpty();
                assertThat(empty(backups)).as(when).isEmpty();
                assertThat(shop.query("SELECT datname FROM pg_database WHERE datname LIKE 'ratchet%'"))
                        .as(when)
                        .isEmpty();
            }
            System.out.println("kill -9 of a backup: " + halfDone + " left something half done; " + kills);
            assertThat(halfDone).as("runs that were killed at work: " + kills).isPositive();
            assertThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isZero();
        }
    }

    private static void completed(Shop shop) {
        RatchetProcess.Ended run = shop.backUp();
        assertThat(run.exit()).as(run.errors()).isZero();
    }

    private static List<String> content(Shop shop) {
        return shop.query("SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY id)) FROM orders t UNION ALL"
                + " SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY id)) FROM more t UNION ALL"
                + " SELECT md5(lo_get(4711)) UNION ALL SELECT string_agg(version, ',') FROM schema_migrations");
    }

    private static List<BackupEntry> recorded(Shop shop) {
        return shop.upgrade().backups();
    }

    /** What a person takes for a finished backup. */
    private static List<Path> named(Path backups) throws IOException {
        return below(
                backups,
                file -> file.endsWith("backup.json")
                        && !backups.relativize(file).toString().contains("/."));
    }

    private static List<Path> partial(Path backups) throws IOException {
        return below(backups, file -> file.getFileName().toString().contains(".partial-"));
    }

    private static List<Path> empty(Path backups) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path run : below(backups, path -> path.getParent().equals(backups))) {
            if (below(run, path -> path.endsWith("backup.json")).isEmpty()) {
                found.add(run);
            }
        }
        return found;
    }

    private static List<Path> below(Path root, java.util.function.Predicate<Path> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (wanted.test(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // it got its name or was removed meanwhile
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static void isComplete(Path manifest) {
        try {
            JsonNode files = Json.mapper().readTree(manifest.toFile()).get("files");
            assertThat(files.size()).isGreaterThan(3);
            for (Map.Entry<String, JsonNode> file : files.properties()) {
                byte[] content = Files.readAllBytes(manifest.resolveSibling(file.getKey()));
                assertThat(Sha256.of(content))
                        .isEqualTo(file.getValue().get("sha256").asText());
            }
        } catch (IOException e) {
            throw new AssertionError(manifest + ": " + e, e);
        }
    }

    private static void isWhatWasRecorded(BackupEntry entry) {
        Path manifest = Path.of(entry.location(), "backup.json");
        try {
            assertThat(Sha256.of(Files.readAllBytes(manifest))).isEqualTo(entry.manifestSha256());
        } catch (IOException e) {
            throw new AssertionError(manifest + ": " + e, e);
        }
        isComplete(manifest);
    }
}
