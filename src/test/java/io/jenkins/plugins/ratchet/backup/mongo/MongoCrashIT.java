package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at any moment leaves nothing that looks proven, and the next run removes its scratch databases and passwords. */
class MongoCrashIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);
    private static final int KILLS = 20;

    @TempDir
    private Path directory;

    @Test
    void whatAKilledRunLeftIsRemovedByTheNext() throws Exception {
        Tools tools = new Tools(directory.resolve("tools"));
        Path to = Files.createDirectories(directory.resolve("backups"));
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        long seed = Long.getLong("ratchet.seed", 5);
        Random random = new Random(seed);
        try (MemoryMongo server = new MemoryMongo()) {
            server.fill("shop");
            long start = System.nanoTime();
            assertThat(start(server.port(), to, temporary, tools).waitFor()).isZero();
            long whole = (System.nanoTime() - start) / 1_000_000;
            int died = 0;
            int scratch = 0;
            List<Long> moments = new ArrayList<>();
            for (int i = 0; i < KILLS; i++) {
                // Spread over the second half, where the JVM has started and the work is done.
                long moment = (long) (whole * (0.3 + 0.7 * (i + random.nextDouble()) / KILLS));
                moments.add(moment);
                Process run = start(server.port(), to, temporary, tools);
                if (!run.waitFor(moment, TimeUnit.MILLISECONDS)) {
                    run.destroyForcibly().waitFor();
                    died++;
                    scratch += server.scratchDatabases().isEmpty() ? 0 : 1;
                }
                for (Path manifest : below(to, path -> path.endsWith(BackupManifest.FILE_NAME))) {
                    if (!to.relativize(manifest).toString().contains("/.")) {
                        assertThat(manifest.resolveSibling(Dumper.ARCHIVE)).exists();
                    }
                }
            }
            Process last = start(server.port(), to, temporary, tools);
            while (server.scratchDatabases().isEmpty() && last.isAlive()) {
                Thread.sleep(5);
            }
            last.destroyForcibly().waitFor();
            String when = "seed " + seed + ", kills at " + moments;
            System.err.println(
                    "killed " + died + " of " + KILLS + " runs, " + scratch + " left a scratch database, " + when);
            assertThat(died).as(when).isPositive();

            assertThat(start(server.port(), to, temporary, tools).waitFor()).isZero();
            Backups backups = MongoProbe.backups(new RecordedEvents(), tools.directories());
            BackupEntry entry = backups.backUp(List.of(MongoProbe.request(server.port(), "shop")), to, POLICY, "u-1")
                    .get(0);

            assertThat(backups.defect(entry)).isEmpty();
            assertThat(server.databases()).as(when).containsExactly("shop");
            assertThat(below(to, path -> path.getFileName().toString().contains(".partial-")))
                    .as(when)
                    .isEmpty();
            assertThat(below(temporary, path -> path.getFileName().toString().startsWith("ratchet-mongo-")))
                    .as(when)
                    .isEmpty();
        }
    }

    private static List<Path> below(Path root, java.util.function.Predicate<Path> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(root, 4)) {
            return all.filter(wanted).toList();
        } catch (java.io.UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return below(root, wanted); // something got its name meanwhile
            }
            throw e;
        }
    }

    private Process start(int port, Path to, Path temporary, Tools tools) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        Tools.classPath(),
                        Main.class.getName(),
                        Integer.toString(port),
                        to.toString(),
                        tools.directories().get(0).toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
    }

    /** A backup in a process of its own, which the test can kill. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            MongoProbe.backups(Events.NONE, List.of(Path.of(arguments[2])))
                    .backUp(
                            List.of(MongoProbe.request(Integer.parseInt(arguments[0]), "shop")),
                            Path.of(arguments[1]),
                            POLICY,
                            "u-1");
        }
    }
}
