package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proven backup that was spoiled afterwards is no longer accepted. */
class SpoiledBackupIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    @TempDir
    private Path directory;

    private final Backups backups = Probe.backups(Events.NONE);
    private BackupEntry entry;
    private Path backup;

    @BeforeEach
    void aProvenBackup() {
        entry = take(SERVER.createFresh(Shop.SCHEMA));
        backup = Path.of(entry.location());
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void everyFileCutInHalfIsNoticed() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
            assertThat(backups.defect(entry)).as(file.toString()).isPresent();
            Files.write(file, whole);
        }
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void oneFlippedBitInAnyFileIsNoticed() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = whole.clone();
            flipped[flipped.length / 3] ^= 4;
            Files.write(file, flipped);
            assertThat(backups.defect(entry)).as(file.toString()).isPresent();
            Files.write(file, whole);
        }
    }

    @Test
    void anEmptiedFileIsNoticed() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            if (whole.length > 0) {
                Files.write(file, new byte[0]);
                assertThat(backups.defect(entry)).as(file.toString()).isPresent();
                Files.write(file, whole);
            }
        }
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void aLinkToTheSameContentIsNoticed() throws IOException {
        for (Path file : files()) {
            Path elsewhere = Files.move(file, directory.resolve("elsewhere"));
            Files.createSymbolicLink(file, elsewhere);
            assertThat(backups.defect(entry)).as(file.toString()).isPresent();
            Files.delete(file);
            Files.move(elsewhere, file);
        }
        for (Path folder : List.of(backup.resolve("dump"), backup)) {
            Path elsewhere = Files.move(folder, directory.resolve("elsewhere"));
            Files.createSymbolicLink(folder, elsewhere);
            assertThat(backups.defect(entry)).as(folder.toString()).isPresent();
            Files.delete(folder);
            Files.move(elsewhere, folder);
        }
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void aDirectoryOrAPipeInPlaceOfAFileIsNoticedWithoutWaiting() throws Exception {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            Files.delete(file);
            Files.createDirectory(file);
            assertThat(backups.defect(entry)).as(file.toString()).isPresent();
            Files.delete(file);
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();
            assertThat(backups.defect(entry)).as(file.toString()).isPresent();
            Files.delete(file);
            Files.write(file, whole);
        }
    }

    @Test
    void twoFilesThatChangedPlacesAreNoticed() throws IOException {
        List<Path> data = list(backup.resolve("dump"));
        Path aside = directory.resolve("aside");
        Files.move(data.get(0), aside);
        Files.move(data.get(1), data.get(0));
        Files.move(aside, data.get(1));

        assertThat(backups.defect(entry)).isPresent();
    }

    @Test
    void theManifestOfAnotherBackupIsNoticed() throws IOException {
        DatabaseAddress same = SERVER.createFresh(Shop.SCHEMA);
        BackupEntry other = take(same);
        Files.copy(
                Path.of(other.location(), "backup.json"),
                backup.resolve("backup.json"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(backups.defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("not the recorded one"));
    }

    @Test
    void anOlderBackupOfTheSameDatabaseInItsPlaceIsNoticed() throws IOException {
        DatabaseAddress database = SERVER.createFresh(Shop.SCHEMA);
        BackupEntry older = take(database);
        PostgresServer.run(database, "ALTER TABLE customers ADD added int");
        BackupEntry newer = take(database);
        Files.move(Path.of(newer.location()), directory.resolve("aside"));
        Files.move(Path.of(older.location()), Path.of(newer.location()));

        assertThat(backups.defect(newer))
                .hasValueSatisfying(defect -> assertThat(defect).contains("not the recorded one"));
    }

    /** Whoever edits the record so that it tells of another backup must contradict that backup's manifest. */
    @Test
    void aRecordThatTellsSomethingElseThanTheManifestIsNoticed() {
        ObjectNode recorded = Json.mapper().valueToTree(entry);
        Map<String, String> edits = Map.of(
                "database", "other",
                "method", "exec",
                "manifestSha256", "0".repeat(64),
                "proof", "read",
                "server", "1",
                "sourceDatabase", "other",
                "takenAt", "2020-01-01T00:00:00Z",
                "bytes", "1",
                "schemaVersion", "7",
                "location", directory.toString());
        edits.forEach((field, value) -> {
            BackupEntry edited = Json.mapper().convertValue(recorded.deepCopy().put(field, value), BackupEntry.class);
            assertThat(backups.defect(edited)).as(field).isPresent();
        });
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(backups.defect(entry))
                    .hasValueSatisfying(defect -> assertThat(defect)
                            .contains(file.getFileName().toString())
                            .contains("missing"));
            Files.write(file, whole);
        }
    }

    @Test
    void anAddedFileOrLinkIsNamed() throws IOException {
        Path added = Files.writeString(backup.resolve("dump/9999.dat.gz"), "x");
        assertThat(backups.defect(entry))
                .hasValueSatisfying(defect ->
                        assertThat(defect).contains("dump/9999.dat.gz").contains("does not belong"));
        Files.delete(added);

        Path contents = backup.resolve("dump/toc.dat");
        Path elsewhere = Files.move(contents, directory.resolve("toc.dat"));
        Files.createSymbolicLink(contents, elsewhere);
        assertThat(backups.defect(entry)).isPresent();
    }

    @Test
    void anEditedManifestIsNoticed() throws IOException {
        Path manifest = backup.resolve("backup.json");
        ObjectNode json = (ObjectNode) Json.mapper().readTree(manifest.toFile());
        json.put("database", "metadata");
        Files.write(manifest, Json.mapper().writeValueAsBytes(json));

        assertThat(backups.defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("edited"));
    }

    @Test
    void theBackupOfAnotherDatabaseIsNoSubstitute() throws IOException {
        BackupEntry other = take(SERVER.createFresh("CREATE TABLE other (a int)"));

        // Its files under the manifest of the first one.
        for (Path file : list(backup.resolve("dump"))) {
            Files.delete(file);
        }
        for (Path file : list(Path.of(other.location(), "dump"))) {
            Files.copy(file, backup.resolve("dump").resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(backups.defect(entry)).isPresent();

        // Its whole directory in a record of the first database.
        BackupEntry forged = new BackupEntry(
                entry.database(),
                entry.kind(),
                entry.method(),
                other.location(),
                other.manifestSha256(),
                entry.proof(),
                entry.server(),
                entry.sourceDatabase(),
                other.takenAt(),
                other.bytes(),
                entry.took(),
                null);
        assertThat(backups.defect(forged))
                .hasValueSatisfying(defect -> assertThat(defect).contains("source database"));
    }

    @Test
    void whatWasOnlyReadIsNotPassedOffAsRestored() {
        BackupEntry unproven = new BackupEntry(
                entry.database(),
                entry.kind(),
                entry.method(),
                entry.location(),
                entry.manifestSha256(),
                null,
                entry.server(),
                entry.sourceDatabase(),
                entry.takenAt(),
                entry.bytes(),
                entry.took(),
                null);

        assertThat(backups.defect(unproven)).hasValue("nothing was proven about it");
    }

    @Test
    void aBackupThatIsGoneIsNoticed() throws IOException {
        Files.move(backup, directory.resolve("elsewhere"));

        assertThat(backups.defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("no backup"));
    }

    @Test
    void bytesAppendedToAFileAreNoticed() throws IOException {
        Files.write(backup.resolve("globals.sql"), new byte[] {'\n'}, StandardOpenOption.APPEND);

        assertThat(backups.defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("globals.sql"));
    }

    private BackupEntry take(DatabaseAddress database) {
        return backups.backUp(List.of(Probe.request(database)), directory, POLICY, "u-1")
                .get(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(backup)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }
}
