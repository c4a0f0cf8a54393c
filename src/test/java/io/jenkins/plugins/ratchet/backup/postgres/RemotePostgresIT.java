package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.ObjectStore;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's backups in a real object store, through a real rclone, there and back. */
class RemotePostgresIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final String TO = "rclone:store:shop/backups";

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();

    @Test
    void a_dump_goes_there_and_comes_back_to_be_proven_and_restored() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);
        List<PostgresDump> stores = List.of(new PostgresDump(new Postgres()));
        BackupPolicy policy =
                new BackupPolicy(null, 1, 2, null, directory.resolve("staging").toString(), null, null, null);
        try (ObjectStore store = ObjectStore.start(directory.resolve("store"))) {
            Backups backups =
                    new Backups(List.copyOf(stores), events, () -> false, Clock.systemUTC(), store.environment());

            BackupEntry entry = backups.backUp(List.of(Probe.request(shop)), TO, policy, "u-1", "apps/shop#1")
                    .get(0);

            assertThat(entry.location()).startsWith(TO + "/u-1-");
            assertThat(entry.proof()).isEqualTo("restore");
            assertThat(backups.defect(entry)).isEmpty();
            assertThat(files(directory.resolve("staging"))).isEmpty();
            try (KeptBackups kept = new KeptBackups(
                    List.copyOf(stores), events, () -> false, Clock.systemUTC(), store.environment(), policy)) {
                BackupManifest.Proof again = kept.prove(kept.find(entry).orElseThrow(), Probe.request(shop))
                        .orElseThrow();
                assertThat(again.compared()).contains("content of every table", "large objects");

                DatabaseAddress copy = SERVER.createFresh();
                String restored = new PostgresRestore(Probe.means(events), entry, kept.fetch(entry)).fill(copy, true);
                assertThat(restored).contains("tables");
                assertThat(new Postgres().singleValue(copy, "SELECT count(*) FROM customers"))
                        .contains("500");

                Path table = files(store.served()).stream()
                        .filter(file -> file.getFileName().toString().matches("\\d+\\.dat.*"))
                        .findFirst()
                        .orElseThrow();
                byte[] content = Files.readAllBytes(table);
                content[content.length / 2] ^= 1;
                Files.write(table, content);
                assertThat(backups.defect(entry).orElseThrow()).contains("SHA-256 differs");
                RunException spoiled = catchThrowableOfType(
                        RunException.class, () -> kept.prove(kept.find(entry).orElseThrow(), Probe.request(shop)));
                assertThat(spoiled).hasMessageContaining("is no backup");
            }
            assertThat(files(directory.resolve("staging"))).isEmpty();
        }
    }

    private static List<Path> files(Path below) throws Exception {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
