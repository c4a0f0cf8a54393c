package io.jenkins.plugins.ratchet.backup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis server, backed up and proven by a real scratch server. */
class RedisBackupIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private Backups backups;
    private RedisServer server;

    @BeforeEach
    void aServerWithStreams() throws Exception {
        backups = RedisProbe.backups(events, List.of(RedisServer.program().getParent()));
        server = RedisServer.start();
        fill(server);
    }

    static void fill(RedisServer server) throws IOException {
        server.run(
                "SET greeting hello",
                "SET short-lived soon PX 3600000",
                "RPUSH queue a b c",
                "SADD tags x y z",
                "ZADD ranks 1.5 one 3.1 two inf three",
                "HSET user name ann age 7",
                "XADD events 1-1 a 1",
                "XADD events 2-1 b 2",
                "XADD events 3-1 c 3",
                "XDEL events 2-1",
                "XGROUP CREATE events audit 0",
                "XGROUP CREATE events idle 1-1",
                "XREADGROUP GROUP audit worker COUNT 1 STREAMS events >",
                "XADD empty 5-5 gone 1",
                "XDEL empty 5-5",
                "SELECT 3",
                "SET elsewhere 1");
        try (RedisConnection connection = server.connect()) {
            for (int i = 0; i < 3000; i++) {
                connection.send("HSET", "big-hash", "field" + i, "value" + i);
                connection.send("SADD", "big-set", "member" + i);
                connection.send("ZADD", "big-ranks", "" + i / 7.0, "member" + i);
                connection.send("XADD", "big-stream", "*", "n", "" + i);
            }
            for (int i = 0; i < 12_000; i++) {
                connection.answer();
            }
            connection.call("XGROUP", "CREATE", "big-stream", "g", "0");
            connection.call("XREADGROUP", "GROUP", "g", "c", "COUNT", "2500", "STREAMS", "big-stream", ">");
            connection.call("SET", "long", "x".repeat(3 << 20));
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        assertThat(RedisProbe.scratchDirectories()).isEmpty();
    }

    private BackupEntry take(Database.Proof proof) {
        return backups.backUp(List.of(RedisProbe.request(server.address(), proof)), directory, POLICY, "u-1")
                .get(0);
    }

    private RunException failure(RedisAddress address) {
        return catchThrowableOfType(
                RunException.class,
                () -> backups.backUp(List.of(RedisProbe.request(address)), directory, POLICY, "u-1"));
    }

    @Test
    void everyKindOfKeyInEveryDatabaseIsProvenByLoading() throws Exception {
        BackupEntry entry = take(Database.Proof.restore);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(backups.defect(entry)).isEmpty();
        assertThat(events.facts()).anyMatch(fact -> fact.contains("equal to the source: 14 keys, 3 of them streams"));
        assertThat(Json.mapper()
                        .readTree(Path.of(entry.location(), "backup.json").toFile())
                        .at("/content/keys/3")
                        .asInt())
                .isEqualTo(1);
        try (RedisServer restored = RedisServer.start("--dir", entry.location(), "--dbfilename", RedisDump.SNAPSHOT);
                RedisConnection connection = restored.connect()) {
            assertThat(RedisConnection.text(connection.call("GET", "greeting"))).isEqualTo("hello");
            assertThat(connection.call("XLEN", "big-stream")).isEqualTo(3000L);
        }
    }

    @Test
    void anOlderServerIsProvenByANewerOne() throws Exception {
        try (RedisServer old = RedisServer.start(RedisServer.oldProgram())) {
            fill(old);
            BackupEntry entry = backups.backUp(List.of(RedisProbe.request(old.address())), directory, POLICY, "u-1")
                    .get(0);
            assertThat(entry.proven()).isTrue();
        }
    }

    @Test
    void aScratchServerOlderThanTheSourceIsRefusedBeforeAnythingRuns() throws Exception {
        RedisServer.requireNewer();
        Path old = RedisServer.oldProgram();
        backups = RedisProbe.backups(events, List.of(old.getParent()));

        assertThat(failure(server.address()))
                .hasMessageContaining("does not read its snapshots")
                .hasMessageContaining("install redis-server");
    }

    @Test
    void withoutAServerHereTheChecksumIsTheProofAndSaysSo() throws Exception {
        backups = RedisProbe.backups(events, List.of());

        assertThat(failure(server.address())).hasMessageContaining("redis-server is not installed");
        BackupEntry entry = take(Database.Proof.read);
        assertThat(entry.proof()).isEqualTo("read");
        assertThat(Files.readString(Path.of(entry.location(), "backup.json")))
                .contains("whether the snapshot can be restored is not proven");
    }

    @Test
    void keysThatAreWrittenMeanwhileAreNoDifference() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread application = new Thread(() -> {
            try (RedisConnection connection = server.connect()) {
                for (int i = 0; !done.get(); i++) {
                    connection.call("XADD", "events", "*", "n", "" + i);
                    connection.call("SET", "lock:" + i % 50, "" + i, "PX", "20");
                    connection.call("LPUSH", "queue", "" + i);
                    connection.call("DEL", "lock:" + (i + 25) % 50);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        application.start();
        try {
            assertThat(take(Database.Proof.restore).proven()).isTrue();
        } finally {
            done.set(true);
            application.join();
        }
        assertThat(events.facts()).noneMatch(fact -> fact.contains(" 0 were written to meanwhile"));
    }

    @Test
    void thePasswordOfAnAclUserIsInNoArgumentNoMessageAndNoFile() throws Exception {
        RedisServer.requireNewer();
        server.run("ACL SETUSER backup on >s3cret-word ~* &* +@read +@connection +info +psync +replconf +sync +time"
                + " +client +scan +function|dump");
        RedisAddress address =
                new RedisAddress("streams", "127.0.0.1", server.port(), "backup", "s3cret-word", null, null);
        Set<String> arguments = ConcurrentHashMap.newKeySet();
        AtomicBoolean done = new AtomicBoolean();
        Thread watcher = new Thread(() -> {
            while (!done.get()) {
                ProcessHandle.current().descendants().forEach(process -> {
                    try {
                        arguments.add(Files.readString(
                                Path.of("/proc", "" + process.pid(), "cmdline"), StandardCharsets.ISO_8859_1));
                    } catch (IOException e) {
                        // It ended meanwhile.
                    }
                });
            }
        });
        watcher.start();

        BackupEntry entry = backups.backUp(List.of(RedisProbe.request(address)), directory, POLICY, "u-1")
                .get(0);
        done.set(true);
        watcher.join();

        assertThat(entry.proven()).isTrue();
        assertThat(arguments).anyMatch(line -> line.contains("unixsocket") && line.contains("ratchet-redis-"));
        assertThat(arguments).noneMatch(line -> line.contains("s3cret"));
        assertThat(events.everything()).noneMatch(line -> line.contains("s3cret"));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");
            }
        }
    }

    @Test
    void aWrongPasswordIsAWrongConfigurationAndMissingRightsAreNamed() throws Exception {
        RedisServer.requireNewer();
        server.run("ACL SETUSER backup on >right ~* &* +@read +@connection +info +client");

        RunException wrong =
                failure(new RedisAddress("streams", "127.0.0.1", server.port(), "backup", "wr0ng", null, null));
        RunException missing =
                failure(new RedisAddress("streams", "127.0.0.1", server.port(), "backup", "right", null, null));

        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong).hasMessageContaining("refused the login").hasMessageNotContaining("wr0ng");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing).hasMessageContaining("+psync");
    }

    @Test
    void aServerThatIsAwayOrNotRedisIsNamed() throws Exception {
        int port = server.port();
        server.close();
        RunException away = failure(new RedisAddress("streams", "127.0.0.1", port, null, null, null, null));

        assertThat(away.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(away).hasMessageContaining("cannot be reached").hasMessageContaining("connection.host");
    }

    @Test
    void aServerThatWantsAPasswordSaysSo() throws Exception {
        try (RedisServer guarded = RedisServer.start("--requirepass", "hidden")) {
            RunException failure = failure(guarded.address());
            assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(failure).hasMessageContaining("without a password");
        }
    }

    @Test
    void aNodeOfAClusterIsRefusedWithTheReason() throws Exception {
        try (RedisServer node = RedisServer.start("--cluster-enabled", "yes")) {
            assertThat(failure(node.address())).hasMessageContaining("only a part of the keys");
        }
    }

    @Test
    void aServerThatRefusesReplicationToEveryoneIsNotBackedUp() throws Exception {
        try (RedisServer managed =
                RedisServer.start("--rename-command", "PSYNC", "", "--rename-command", "REPLCONF", "")) {
            RunException failure = failure(managed.address());
            assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(failure).hasMessageContaining("by its own snapshots");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anEmptyServerIsProvenEmpty() throws Exception {
        try (RedisServer empty = RedisServer.start()) {
            BackupEntry entry = backups.backUp(List.of(RedisProbe.request(empty.address())), directory, POLICY, "u-1")
                    .get(0);
            assertThat(entry.proven()).isTrue();
        }
    }
}
