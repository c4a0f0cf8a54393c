package io.jenkins.plugins.ratchet.backup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that were spoiled on their way or afterwards; none is proven, by neither proof. */
class SpoiledSnapshotIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);
    private static final int MARK = 40;
    private static final List<Database.Proof> PROOFS = List.of(Database.Proof.restore, Database.Proof.read);
    private static RedisServer server;

    @TempDir
    private Path directory;

    private Backups backups;

    @BeforeAll
    static void aServer() throws Exception {
        server = RedisServer.start();
        RedisBackupIT.fill(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private void refused(Database.Proof proof, TamperingProxy.Spoiler spoiler) throws IOException {
        backups = RedisProbe.backups(Events.NONE, List.of(RedisServer.program().getParent()));
        try (TamperingProxy proxy = new TamperingProxy(server.port(), spoiler)) {
            RedisAddress address = new RedisAddress("streams", "127.0.0.1", proxy.port(), null, null, null, null);
            RunException failure = catchThrowableOfType(
                    RunException.class,
                    () -> backups.backUp(List.of(RedisProbe.request(address, proof)), directory, POLICY, "u-1"));
            assertThat(failure).isNotNull();
            try (Stream<Path> left = Files.walk(directory)) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    @Test
    void anUntouchedOneIsProvenThroughTheProxyToo() throws Exception {
        backups = RedisProbe.backups(Events.NONE, List.of(RedisServer.program().getParent()));
        try (TamperingProxy proxy = new TamperingProxy(server.port(), answer -> answer)) {
            RedisAddress address = new RedisAddress("streams", "127.0.0.1", proxy.port(), null, null, null, null);
            assertThat(backups.backUp(List.of(RedisProbe.request(address)), directory, POLICY, "u-1"))
                    .allMatch(BackupEntry::proven);
        }
    }

    @Test
    void cutInTheMiddleWithAnOrderlyEnd() throws Exception {
        for (Database.Proof proof : PROOFS) {
            refused(proof, answer -> {
                int start = TamperingProxy.content(answer);
                int half = start + (answer.length - MARK - start) / 2;
                byte[] cut = Arrays.copyOf(answer, half + MARK);
                System.arraycopy(answer, answer.length - MARK, cut, half, MARK);
                return cut;
            });
        }
    }

    @Test
    void oneBitFlippedOnTheWay() throws Exception {
        for (Database.Proof proof : PROOFS) {
            refused(proof, answer -> {
                byte[] flipped = answer.clone();
                flipped[TamperingProxy.content(answer) + 2000] ^= 4;
                return flipped;
            });
        }
    }

    @Test
    void nothingButAnEnd() throws Exception {
        for (Database.Proof proof : PROOFS) {
            refused(proof, answer -> {
                int start = TamperingProxy.content(answer);
                byte[] empty = Arrays.copyOf(answer, start + MARK);
                System.arraycopy(answer, answer.length - MARK, empty, start, MARK);
                return empty;
            });
        }
    }

    @Test
    void aServerThatHangsUpBeforeTheEnd() throws Exception {
        refused(Database.Proof.restore, answer -> null);
        refused(Database.Proof.restore, answer -> Arrays.copyOf(answer, 0));
    }

    @Test
    void theSnapshotOfAnotherServer() throws Exception {
        byte[] other;
        try (RedisServer another = RedisServer.start()) {
            another.run("SET greeting hello");
            BackupEntry entry = RedisProbe.backups(
                            Events.NONE, List.of(RedisServer.program().getParent()))
                    .backUp(
                            List.of(RedisProbe.request(another.address())),
                            Files.createTempDirectory("other"),
                            POLICY,
                            "u-1")
                    .get(0);
            other = Files.readAllBytes(Path.of(entry.location(), RedisDump.SNAPSHOT));
        }
        refused(Database.Proof.restore, answer -> {
            int start = TamperingProxy.content(answer);
            byte[] foreign = Arrays.copyOf(answer, start + other.length + MARK);
            System.arraycopy(other, 0, foreign, start, other.length);
            System.arraycopy(answer, answer.length - MARK, foreign, start + other.length, MARK);
            return foreign;
        });
    }

    @Test
    void aProvenBackupThatWasSpoiledAfterwardsIsNoLongerAccepted() throws Exception {
        backups = RedisProbe.backups(Events.NONE, List.of(RedisServer.program().getParent()));
        BackupEntry entry = backups.backUp(List.of(RedisProbe.request(server.address())), directory, POLICY, "u-1")
                .get(0);
        assertThat(backups.defect(entry)).isEmpty();
        for (String name : List.of(RedisDump.SNAPSHOT, "backup.json")) {
            Path file = Path.of(entry.location(), name);
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = whole.clone();
            flipped[flipped.length / 2] ^= 1;
            Files.write(file, flipped);
            assertThat(backups.defect(entry)).as(name).isPresent();
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            assertThat(backups.defect(entry)).as(name).isPresent();
            Files.write(file, whole);
        }
        assertThat(backups.defect(entry)).isEmpty();
    }
}
