package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.KeptBackup;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that another Ratchet wrote, by other queries than ours. */
class ComparisonVersionIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private DatabaseAddress source;
    private Path backup;

    @BeforeEach
    void a_backup() {
        source = SERVER.createFresh(
                "CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'x')", "INSERT INTO t VALUES (1), (2), (3)");
        BackupEntry entry = Probe.backups(events)
                .backUp(List.of(Probe.request(source)), directory, POLICY, "u-1")
                .get(0);
        backup = Path.of(entry.location());
    }

    private BackupManifest.Proof prove(Consumer<ObjectNode> edit) throws Exception {
        Path file = backup.resolve(BackupManifest.FILE_NAME);
        JsonNode manifest = Json.mapper().readTree(file.toFile());
        edit.accept((ObjectNode) manifest);
        try (KeptBackups kept = Probe.kept(events, POLICY, ClientTools.usualDirectories())) {
            KeptBackup edited = new KeptBackup(
                    "u-1/metadata",
                    backup.toString(),
                    Sha256.of(Json.mapper().writeValueAsBytes(manifest)),
                    Json.mapper().treeToValue(manifest, BackupManifest.class),
                    false);
            return kept.prove(edited, Probe.request(source)).orElseThrow();
        }
    }

    @Test
    void one_without_a_version_is_of_the_first_and_compared_by_its_queries() throws Exception {
        BackupManifest.Proof proof = prove(manifest -> {
            ObjectNode content = (ObjectNode) manifest.get("content");
            assertThat(content.remove("comparison").asInt()).isEqualTo(Catalog.VERSION);
            content.remove("superuser");
        });

        assertThat(proof.compared()).contains("schema", "owners and privileges", "content of every table");
    }

    @Test
    void one_of_a_later_version_is_compared_by_what_it_holds_and_that_is_said() throws Exception {
        Files.writeString(backup.resolve("schema.txt"), "table public.t: told in another way\n");
        Consumer<ObjectNode> later = manifest -> {
            ((ObjectNode) manifest.get("content")).put("comparison", Catalog.VERSION + 1);
            file(manifest, "schema.txt");
        };

        BackupManifest.Proof proof = prove(later);
        RunException spoiled = catchThrowableOfType(
                RunException.class,
                () -> prove(later.andThen(manifest ->
                        ((ObjectNode) manifest.at("/content/fingerprint/tables/public.t")).put("rows", 4))));

        assertThat(proof.compared())
                .contains("content of every table")
                .doesNotContain("schema", "owners and privileges");
        assertThat(proof.notes())
                .anyMatch(note -> note.contains("the manifest is of version 2 of the comparison")
                        && note.contains("definitions, owners and privileges were not compared"));
        assertThat(spoiled).hasMessageContaining("table public.t has 3 rows, expected 4");
    }

    @Test
    void one_of_our_version_whose_definitions_differ_is_no_backup() throws Exception {
        Files.writeString(backup.resolve("schema.txt"), "table public.t: told in another way\n");

        RunException different =
                catchThrowableOfType(RunException.class, () -> prove(manifest -> file(manifest, "schema.txt")));

        assertThat(different).hasMessageContaining("expected table public.t: told in another way");
    }

    /** Whoever changes them makes a next version, unless none of this one was released. */
    @Test
    void the_queries_of_the_first_version_are_frozen() {
        StringBuilder queries = new StringBuilder();
        List.of("schema", "objects", "ownership").forEach(name -> queries.append(Catalog.query(name, 1)));

        assertThat(Sha256.of(queries.toString().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("c057c6a87e72eefe743bb379ba5c823cb38b80cff842e69551bdd55ce31509d3");
    }

    /** Writes the checksum of a changed file into the manifest. */
    private void file(ObjectNode manifest, String name) {
        try {
            byte[] content = Files.readAllBytes(backup.resolve(name));
            ((ObjectNode) manifest.at("/files/" + name))
                    .put("bytes", content.length)
                    .put("sha256", Sha256.of(content));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
