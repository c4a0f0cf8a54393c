package io.jenkins.plugins.ratchet.backup.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.cluster.BuiltTools;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.SecretsSettings;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with secrets of a project, encrypted and back. */
class FilesDumpTest {
    private static final String VALUE = "hunter2-correct-horse";
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 1, null);

    @TempDir
    Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final Stop stop = new Stop(() -> false);
    private Path project;
    private Path elsewhere;

    @BeforeEach
    void install() throws IOException {
        project = Files.createDirectories(directory.resolve("project"));
        elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        place(project.resolve("secrets/kek"), VALUE);
        place(project.resolve("secrets/password"), "p-" + VALUE);
        place(project.resolve("shop.env"), "TOKEN=" + VALUE + "\n");
        place(elsewhere.resolve("tls/key.pem"), "k-" + VALUE);
        Files.setPosixFilePermissions(project.resolve("secrets/kek"), PosixFilePermissions.fromString("r--r-----"));
    }

    @AfterEach
    void end() {
        stop.close();
    }

    private static void place(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private FilesDump store(Path... refersTo) {
        return new FilesDump(
                () -> new ProjectSecretFiles(
                        "compose/shop#1",
                        "compose/shop",
                        project,
                        List.of(refersTo),
                        List.of("secret pin is in no file, but in variable PIN of the environment")),
                setting -> Optional.ofNullable(setting.literal()),
                Set.of(project.resolve("secrets/password")));
    }

    private FilesDump all() {
        return store(project.resolve("secrets/kek"), project.resolve("secrets/password"), project.resolve("shop.env"));
    }

    private BackupRequest request(Database.Proof proof, String identity, String... files) {
        Settings settings = new Settings(project, Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        SecretsSettings secrets = new SecretsSettings(
                List.of(AgeTest.PUBLIC), null, List.of(files), identity == null ? null : Setting.of(identity));
        return new BackupRequest(DatabaseFixture.secrets("runtime", secrets, proof), new Addresses(settings));
    }

    private BackupEntry backUp(FilesDump store, BackupRequest request) {
        return new Backups(List.of(store), events, () -> false, Clock.systemUTC())
                .backUp(List.of(request), directory.resolve("backups"), POLICY, "u-1")
                .get(0);
    }

    private static BackupManifest manifest(BackupEntry entry) throws IOException {
        return Json.mapper()
                .readValue(
                        Files.readString(Path.of(entry.location()).resolve(BackupManifest.FILE_NAME)),
                        BackupManifest.class);
    }

    private BackupContext context() {
        return new BackupContext(events, stop, Clock.systemUTC(), POLICY, "u-1");
    }

    private StoreRestore restore(FilesDump store, BackupEntry entry, String identity) throws IOException {
        return store.restore(new RestoreTask(
                        request(null, identity),
                        manifest(entry),
                        Path.of(entry.location()),
                        true,
                        "runtime_restored",
                        context()))
                .orElseThrow();
    }

    @Test
    void what_the_project_refers_to_and_what_is_named_is_kept_and_nowhere_in_clear() throws IOException {
        BackupEntry entry = backUp(all(), request(null, AgeTest.PRIVATE, "../elsewhere"));

        assertThat(entry.proof()).isEqualTo("decrypt");
        BackupManifest manifest = manifest(entry);
        assertThat(FilesContent.of(manifest).files())
                .containsExactly(
                        elsewhere.resolve("tls/key.pem").toString(),
                        project.resolve("secrets/kek").toString(),
                        project.resolve("secrets/password").toString(),
                        project.resolve("shop.env").toString());
        assertThat(manifest.notes()).anyMatch(note -> note.contains("in variable PIN of the environment"));
        try (Stream<Path> files = Files.walk(directory.resolve("backups"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(VALUE);
            }
        }
        assertThat(String.join("\n", events.everything())).doesNotContain(VALUE);
        assertThat(all().proveAgain(request(null, AgeTest.PRIVATE), manifest, Path.of(entry.location()), context()))
                .get()
                .extracting(BackupManifest.Proof::method)
                .isEqualTo("decrypt");
    }

    @Test
    void age_and_tar_unpack_it_with_permissions() throws IOException, InterruptedException {
        Optional<Path> age = BuiltTools.find("age");
        if (age.isEmpty()) {
            System.err.println("SKIPPED: unpacking by age itself; run src/test/cluster/build");
            Assumptions.abort("age was not built");
        }
        BackupEntry entry = backUp(all(), request(Database.Proof.written, null));
        assertThat(entry.proof()).isEqualTo("written");
        Path key = Files.writeString(directory.resolve("key"), AgeTest.PRIVATE);
        Path out = Files.createDirectories(directory.resolve("out"));
        Process unpacked = new ProcessBuilder(
                        "sh",
                        "-c",
                        "\"$0\" -d -i \"$1\" \"$2\" | tar -C \"$3\" -xpf -",
                        age.get().toString(),
                        key.toString(),
                        Path.of(entry.location()).resolve("files.tar.age").toString(),
                        out.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(unpacked.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(unpacked.waitFor()).isZero();
        Path kek = out.resolve(project.resolve("secrets/kek").toString().substring(1));
        assertThat(kek).hasContent(VALUE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kek)))
                .isEqualTo("r--r-----");
    }

    @Test
    void what_changed_and_what_is_gone_comes_back_but_for_the_passwords_of_databases() throws IOException {
        BackupEntry entry = backUp(all(), request(null, AgeTest.PRIVATE));
        Path kek = project.resolve("secrets/kek");
        Path real = elsewhere.resolve("kek-of-today");
        Files.delete(kek);
        place(real, "another");
        Files.createSymbolicLink(kek, real);
        place(project.resolve("secrets/password"), "changed");
        Files.delete(project.resolve("shop.env"));

        StoreRestore restore = restore(all(), entry, AgeTest.PRIVATE);

        assertThat(restore.obstacles()).isEmpty();
        assertThat(restore.lost())
                .containsExactly(
                        "file " + kek + " has changed",
                        "file " + project.resolve("shop.env") + " is gone; it comes back");
        assertThat(restore.notes())
                .anyMatch(note -> note.contains("stay as they are")
                        && note.contains(project.resolve("secrets/password").toString()));
        restore.prepare();
        assertThat(kek).hasContent("another");
        assertThat(restore.exchange()).isEqualTo("2 files as they were then, 2 of them put back");
        assertThat(Files.isSymbolicLink(kek)).as("the link stays a link").isTrue();
        assertThat(real).hasContent(VALUE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("r--r-----");
        assertThat(project.resolve("shop.env")).hasContent("TOKEN=" + VALUE + "\n");
        assertThat(project.resolve("secrets/password")).hasContent("changed");
        assertThat(restore(all(), entry, AgeTest.PRIVATE).exchange())
                .as("once more, after a crash")
                .isEqualTo("2 files as they were then, 0 of them put back");
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".ratchet"));
        }
    }

    @Test
    void files_of_the_project_follow_it_where_it_moved() throws IOException {
        BackupEntry entry =
                backUp(store(project.resolve("secrets/kek")), request(null, AgeTest.PRIVATE, "../elsewhere"));
        project = Files.createDirectories(directory.resolve("moved"));

        assertThat(restore(store(), entry, AgeTest.PRIVATE).exchange()).contains("1 of them put back");
        assertThat(project.resolve("secrets/kek")).hasContent(VALUE);
    }

    @Test
    void a_place_that_cannot_be_written_to_is_told_before_anything_is_touched() throws IOException {
        BackupEntry entry = backUp(store(project.resolve("secrets/kek")), request(null, AgeTest.PRIVATE));
        Files.delete(project.resolve("secrets/kek"));
        Files.delete(project.resolve("secrets/password"));
        Files.delete(project.resolve("secrets"));
        Files.writeString(project.resolve("secrets"), "a file");

        assertThat(restore(store(), entry, AgeTest.PRIVATE).obstacles())
                .containsExactly("directory " + project.resolve("secrets") + " cannot be written to");
    }

    @Test
    void without_the_private_key_nothing_can_come_back() throws IOException {
        BackupEntry entry = backUp(all(), request(Database.Proof.written, null));

        assertThat(restore(all(), entry, null).obstacles())
                .singleElement()
                .asString()
                .contains("databases.runtime.secrets.identity has no value");
    }

    @Test
    void a_file_that_is_named_has_to_be_there_and_one_that_is_referred_to_may_be_missing() throws IOException {
        assertThatThrownBy(() -> backUp(all(), request(null, AgeTest.PRIVATE, "secrets/gone")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining(project.resolve("secrets/gone") + " does not exist");
        assertThatThrownBy(() -> backUp(store(project.resolve("gone")), request(null, AgeTest.PRIVATE)))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("refers to no file with a secret");

        BackupEntry entry =
                backUp(store(project.resolve("gone"), project.resolve("shop.env")), request(null, AgeTest.PRIVATE));
        assertThat(manifest(entry).notes())
                .contains("file " + project.resolve("gone") + " does not exist, although the project refers to it");
    }

    @Test
    void what_is_no_file_with_a_secret_is_refused() throws IOException {
        try (var large = new java.io.RandomAccessFile(elsewhere.resolve("dump").toFile(), "rw")) {
            large.setLength((16L << 20) + 1);
        }
        assertThatThrownBy(() -> backUp(all(), request(null, AgeTest.PRIVATE, "../elsewhere")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("is larger than 16 MiB");
        Path many = Files.createDirectories(directory.resolve("many"));
        for (int i = 0; i <= 1000; i++) {
            Files.createFile(many.resolve("f" + i));
        }
        assertThatThrownBy(() -> backUp(all(), request(null, AgeTest.PRIVATE, "../many")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("holds more than 1000 files");
    }
}
