package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.LocalServer;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a real hot standby, which streams from the tests' server. */
class StandbyIT {
    private static final PostgresServer PRIMARY = PostgresServer.shared();

    @TempDir
    private static Path directory;

    private static Standby standby;
    private final RecordedEvents events = new RecordedEvents();

    @BeforeAll
    static void start() throws Exception {
        ServerPrograms programs = ServerPrograms.installed(ClientTools.usualDirectories()).stream()
                .filter(each -> each.major() == 15 && Files.isExecutable(each.program("pg_basebackup")))
                .findFirst()
                .orElse(null);
        if (programs == null) {
            String reason = "no server programs of PostgreSQL 15 are installed, for a standby";
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
        standby = Standby.of(PRIMARY, programs, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (standby != null) {
            standby.stop();
        }
    }

    private BackupEntry backUp(BackupRequest request, Duration maxLag) {
        BackupPolicy policy = new BackupPolicy(
                null, 1, 2, null, null, null, null, new LocalServer(null, directory.toString(), null), null, maxLag);
        return Probe.backups(events)
                .backUp(List.of(request), directory.resolve("backups"), policy, "u-1")
                .get(0);
    }

    @Test
    void a_standby_is_dumped_in_one_exported_snapshot_and_proven_elsewhere() throws Exception {
        DatabaseAddress primary = PRIMARY.createFresh(Shop.SCHEMA);
        caughtUp();

        BackupEntry entry =
                backUp(Probe.requestLocal(standby.address("metadata", primary.database())), Duration.ofMinutes(1));

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(entry.server()).isEqualTo(new Postgres().server(primary));
        BackupManifest manifest =
                Json.mapper().readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class);
        assertThat(manifest.notes()).anyMatch(note -> note.startsWith("the server is a standby; it "));
        assertThat(manifest.client().jobs()).isEqualTo(2);
    }

    @Test
    void nothing_can_be_proven_on_the_standby_itself() throws Exception {
        DatabaseAddress primary = PRIMARY.createFresh();
        caughtUp();

        RunException refused = catchThrowableOfType(
                RunException.class,
                () -> backUp(Probe.request(standby.address("metadata", primary.database())), Duration.ofMinutes(1)));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused)
                .hasMessageContaining("is a standby, on which nothing can be made")
                .hasMessageContaining("scratch: local");
    }

    @Test
    void one_that_lags_is_refused_and_where_that_is_allowed_its_backup_is_as_old_as_its_data() throws Exception {
        DatabaseAddress primary = PRIMARY.createFresh("CREATE TABLE t (a int)");
        caughtUp();
        standby.run("SELECT pg_wal_replay_pause()");
        Instant paused = Instant.now();
        try {
            PostgresServer.run(primary, "INSERT INTO t SELECT generate_series(1, 10000)");
            standby.await("SELECT pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()");
            DatabaseAddress late = standby.address("metadata", primary.database());

            RunException refused =
                    catchThrowableOfType(RunException.class, () -> backUp(Probe.requestLocal(late), Duration.ZERO));
            BackupEntry allowed = backUp(Probe.requestLocal(late), Duration.ofHours(1));

            assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(refused)
                    .hasMessageContaining("the server is a standby, and it is behind its primary by")
                    .hasMessageContaining("its replay is paused")
                    .hasMessageContaining("backups.maxLag");
            assertThat(allowed.proven()).isTrue();
            assertThat(allowed.takenAt()).isBefore(paused.plusMillis(100)); // both clocks are this machine's
        } finally {
            standby.run("SELECT pg_wal_replay_resume()");
        }
    }

    private static void caughtUp() throws InterruptedException {
        String end = new Postgres()
                .singleValue(PRIMARY.address("admin", "postgres"), "SELECT pg_current_wal_flush_lsn()")
                .orElseThrow();
        standby.await("SELECT pg_last_wal_replay_lsn() >= '" + end + "'::pg_lsn");
    }
}
