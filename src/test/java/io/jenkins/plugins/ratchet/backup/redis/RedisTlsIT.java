package io.jenkins.plugins.ratchet.backup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.Certificates;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.DeclaredStore;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis server that answers by TLS only; whoever does not trust its certificate takes no backup of it. */
class RedisTlsIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    @TempDir
    private static Path certificates;

    private static Certificates made;
    private static RedisServer server;

    @TempDir
    private Path directory;

    private final Backups backups = RedisProbe.backups(new RecordedEvents());

    @BeforeAll
    static void aServerWithACertificate() throws Exception {
        RedisServer.requireNewer();
        made = new Certificates(certificates, "Redis");
        made.authority("ours");
        made.authority("theirs");
        made.server("redis", "ours");
        try {
            server = RedisServer.start(
                    "--port",
                    "0",
                    "--tls-port",
                    "PORT",
                    "--tls-cert-file",
                    made.file("redis.crt"),
                    "--tls-key-file",
                    made.file("redis.key"),
                    "--tls-ca-cert-file",
                    made.file("ours.crt"),
                    "--tls-auth-clients",
                    "no");
        } catch (IOException e) {
            System.err.println("SKIPPED: Redis by TLS: the redis-server on PATH was built without it");
            Assumptions.abort(e.getMessage());
        }
        BackupRequest trusted = request("127.0.0.1", "ours.crt", "");
        try (RedisConnection connection =
                RedisConnection.open(trusted.addresses().redis(trusted.database()))) {
            connection.call("XADD", "events", "1-1", "a", "1");
            connection.call("XGROUP", "CREATE", "events", "audit", "0");
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** @param mode empty for what the scheme means by itself */
    private static BackupRequest request(String host, String authority, String mode) {
        String yaml =
                """
                name: streams
                kind: redis
                connection: { url: "rediss://%s:%d", sslrootcert: "%s"%s }
                """.formatted(host, server.port(), made.file(authority), mode.isEmpty() ? "" : ", sslmode: " + mode);
        return new BackupRequest(DeclaredStore.of(yaml), new Addresses(RedisProbe.settings()));
    }

    private RunException failure(BackupRequest request) {
        RunException failure = catchThrowableOfType(
                RunException.class, () -> backups.backUp(List.of(request), directory, POLICY, "u-1"));
        assertThat(failure).as("the backup was taken").isNotNull();
        assertThat(directory).isEmptyDirectory();
        return failure;
    }

    @Test
    void aServerWhoseCertificateIsTrustedIsBackedUpAndProven() {
        for (String mode : new String[] {"", "verify-ca", "require"}) {
            assertThat(backups.backUp(
                                    List.of(request("127.0.0.1", "ours.crt", mode)),
                                    directory.resolve("to-" + mode),
                                    POLICY,
                                    "u-1")
                            .get(0)
                            .proof())
                    .isEqualTo("restore");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        for (String mode : new String[] {"", "verify-ca"}) {
            RunException failure = failure(request("127.0.0.1", "theirs.crt", mode));
            assertThat(failure.exitCode()).isIn(ExitCode.UNAVAILABLE, ExitCode.USAGE);
            assertThat(failure.getMessage()).containsIgnoringCase("certif");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        assertThat(failure(request("localhost", "ours.crt", "")).getMessage()).containsIgnoringCase("localhost");
    }
}
