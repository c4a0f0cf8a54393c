package io.jenkins.plugins.ratchet.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
    private static final String NAME = "rails/db/migrate/1_a.rb";

    @TempDir
    Path directory;

    @Test
    void a_directory_and_archives_of_it_read_alike() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree/rails/db/migrate"));
        Files.writeString(tree.resolve("1_a.rb"), "x");
        Files.writeString(directory.resolve("tree/other.rb"), "y");
        Files.createSymbolicLink(tree.resolve("2_link.rb"), Path.of("/etc/hostname"));
        tar(Files.newOutputStream(directory.resolve("tree.tar")));
        tar(new GZIPOutputStream(Files.newOutputStream(directory.resolve("tree.tgz"))));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(directory.resolve("tree.zip")))) {
            zip.putNextEntry(new ZipEntry(NAME));
            zip.write('x');
        }

        for (String place : new String[] {"tree", "tree.tar", "tree.tgz", "tree.zip"}) {
            assertThat(SourceTree.read(directory, place, "./rails/", path -> path.endsWith(".rb"))
                            .files())
                    .as(place)
                    .containsOnlyKeys("db/migrate/1_a.rb");
        }
    }

    @Test
    void a_revision_of_a_git_repository_reads_as_it_was() throws Exception {
        git("init", "-q");
        Files.createDirectories(directory.resolve("db/migrate"));
        Files.writeString(directory.resolve("db/migrate/1_a.rb"), "then");
        git("add", ".");
        git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "one");
        git("tag", "v1");
        Files.writeString(directory.resolve("db/migrate/1_a.rb"), "now");

        assertThat(SourceTree.read(directory, "git:v1", "db", path -> true)
                        .files()
                        .get("migrate/1_a.rb"))
                .isEqualTo("then".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> SourceTree.read(directory, "git:v2", "", path -> true))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("git:v2");
        assertThatThrownBy(() -> SourceTree.read(directory, "git:--output=/tmp/x", "", path -> true))
                .isInstanceOf(RunException.class);
    }

    @Test
    void what_is_not_there_is_an_error_that_names_it() {
        assertThatThrownBy(() -> SourceTree.read(directory, "nowhere", "", path -> true))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("nowhere does not exist");
    }

    @Test
    void a_file_that_is_too_large_is_named_and_not_read() throws IOException {
        Files.write(directory.resolve("big.rb"), new byte[(4 << 20) + 1]);

        assertThat(SourceTree.read(directory, ".", "", path -> true).tooLarge()).containsExactly("big.rb");
    }

    @Test
    void the_lint_finds_rails_migrations_and_those_in_archives() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("app/db/migrate"));
        Files.writeString(tree.resolve("1_a.rb"), "x");
        Files.writeString(directory.resolve("app/model.rb"), "x");
        tar(new GZIPOutputStream(Files.newOutputStream(directory.resolve("image.tgz"))));

        assertThat(MigrationFiles.find(List.of(tree.toString())))
                .extracting(Migration::name)
                .containsExactly(tree.resolve("1_a.rb").toString());
        assertThat(MigrationFiles.find(List.of(directory.resolve("image.tgz").toString())))
                .extracting(Migration::name)
                .containsExactly(directory.resolve("image.tgz") + ":" + NAME);
    }

    @Test
    void the_lint_finds_migrations_in_config_maps_of_every_form() throws IOException {
        Path manifests = directory.resolve("rendered.yaml");
        Files.writeString(manifests, """
                kind: ConfigMap
                metadata: { name: a }
                data: { "1_a.up.sql": "SELECT 1", "1_a.down.sql": "DROP TABLE t", other: x }
                ---
                kind: List
                items:
                - kind: ConfigMap
                  metadata: { name: b }
                  binaryData: { "2_b.sql": RFJPUCBUQUJMRSB0 }
                """);

        assertThat(MigrationFiles.find(List.of(manifests.toString())))
                .extracting(migration -> new String(migration.content(), StandardCharsets.UTF_8))
                .containsExactly("SELECT 1", "DROP TABLE t");
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(git.waitFor()).isZero();
    }

    private static void tar(OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry("./" + NAME);
            entry.setSize(1);
            tar.putArchiveEntry(entry);
            tar.write('x');
            tar.closeArchiveEntry();
        }
    }
}
