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
