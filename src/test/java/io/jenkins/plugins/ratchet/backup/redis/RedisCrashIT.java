package io.jenkins.plugins.ratchet.backup.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 at any moment leaves nothing that looks proven, and the next run ends the scratch servers. */
class RedisCrashIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    private static final String SCRATCH =
            Path.of(System.getProperty("java.io.tmpdir"), "ratchet-redis-").toString();

    @TempDir
    private Path directory;

    @Test
    void whatAKilledRunLeftIsEndedAndRemovedByTheNext() throws Exception {
        Backups backups = RedisProbe.backups(
                new RecordedEvents(), List.of(RedisServer.program().getParent()));
        try (RedisServer server = RedisServer.start()) {
            RedisBackupIT.fill(server);
            Random random = new Random(11);
            int died = 0;
            int orphans = 0;
            for (int round = 0; round < 8; round++) {
                Process process = start(server.port());
                if (!process.waitFor(800 + random.nextInt(4000), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    died++;
                    orphans += scratchServers().size();
                }
                for (Path named : files("streams")) {
                    assertThat(named.resolve("backup.json")).exists();
                }
            }
            assertThat(died).isPositive();
            System.err.println("killed " + died + " of 8 runs, seen " + orphans + " orphaned scratch servers");

            // One for certain: killed while its scratch server runs.
            Process last = start(server.port());
            while (scratchServers().isEmpty() && last.isAlive()) {
                Thread.sleep(5);
            }
            last.destroyForcibly().waitFor();

            BackupEntry entry = backups.backUp(List.of(RedisProbe.request(server.address())), directory, POLICY, "u-1")
                    .get(0);

            assertThat(backups.defect(entry)).isEmpty();
            assertThat(RedisProbe.scratchDirectories()).isEmpty();
            for (int attempt = 0; attempt < 200 && !scratchServers().isEmpty(); attempt++) {
                Thread.sleep(50);
            }
            assertThat(scratchServers()).isEmpty();
            try (Stream<Path> all = Files.walk(directory)) {
                assertThat(all.filter(path -> path.getFileName().toString().contains(".partial-")))
                        .isEmpty();
            }
        }
    }

    private List<Path> files(String name) throws Exception {
        try (Stream<Path> all = Files.walk(directory, 2)) {
            return all.filter(path -> path.getFileName().toString().equals(name))
                    .toList();
        }
    }

    private static List<ProcessHandle> scratchServers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(SCRATCH))
                .toList();
    }

    private Process start(int port) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        Integer.toString(port),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
    }

    /** A backup in a process of its own, which the test can kill. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            RedisAddress address =
                    new RedisAddress("streams", "127.0.0.1", Integer.parseInt(arguments[0]), null, null, null, null);
            RedisProbe.backups(Events.NONE, List.of(RedisServer.program().getParent()))
                    .backUp(List.of(RedisProbe.request(address)), Path.of(arguments[1]), POLICY, "u-1");
        }
    }
}
