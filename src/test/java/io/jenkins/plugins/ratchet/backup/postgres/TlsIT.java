package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.Certificates;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is reached by TLS only, with a certificate of an authority of one's own. */
class TlsIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    @TempDir
    private static Path certificates;

    private static PostgresServer server;
    private static DatabaseAddress shop;

    @TempDir
    private Path directory;

    private final Backups backups = Probe.backups(new RecordedEvents());

    @BeforeAll
    static void aServerWithACertificate() throws Exception {
        Certificates made = new Certificates(certificates, "PostgreSQL");
        made.authority("ours");
        made.authority("theirs");
        made.server("db", "ours");
        server = PostgresServer.start(
                15,
                Map.of(
                        "ssl", "on",
                        "ssl_cert_file", certificates.resolve("db.crt").toString(),
                        "ssl_key_file", certificates.resolve("db.key").toString()));
        shop = server.createFresh(Shop.SCHEMA);
        PostgresServer.run(shop, "CREATE ROLE secured SUPERUSER LOGIN");
        server.refuseWithoutTls("secured");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @AfterEach
    void noScratchDatabaseIsLeft() {
        assertThat(Probe.scratchDatabases(server)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void everyProgramConnectsThroughIt(String mode) {
        BackupEntry entry = backups.backUp(
                        List.of(Probe.request(secured("127.0.0.1", mode, "ours"))), directory, POLICY, "u-1")
                .get(0);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(backups.defect(entry)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void aCertificateOfAnotherAuthorityIsRefused(String mode) {
        RunException failure = failure(secured("127.0.0.1", mode, "theirs"));

        assertThat(failure.exitCode()).isIn(ExitCode.UNAVAILABLE, ExitCode.USAGE);
        assertThat(failure.getMessage()).containsIgnoringCase("certif");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        assertThat(failure(secured("localhost", "verify-full", "ours")).getMessage())
                .containsIgnoringCase("localhost");
    }

    @Test
    void withoutTlsTheServersRefusalIsRepeated() {
        assertThat(failure(secured("127.0.0.1", "disable", "ours")).getMessage())
                .contains("secured")
                .containsAnyOf("pg_hba.conf", "refused the login");
    }

    private RunException failure(DatabaseAddress address) {
        RunException failure = catchThrowableOfType(
                RunException.class, () -> backups.backUp(List.of(Probe.request(address)), directory, POLICY, "u-1"));
        assertThat(failure).as("the backup was taken").isNotNull();
        assertThat(directory).isEmptyDirectory();
        return failure;
    }

    private static DatabaseAddress secured(String host, String mode, String authority) {
        return new DatabaseAddress(
                "metadata",
                host,
                shop.port(),
                shop.database(),
                "secured",
                null,
                mode,
                certificates.resolve(authority + ".crt").toString());
    }
}
