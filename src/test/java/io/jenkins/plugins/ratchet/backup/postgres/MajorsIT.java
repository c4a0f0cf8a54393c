package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresPrograms;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database with one of everything on servers of all supported majors: dumped, proven, restored, the same again. */
class MajorsIT {
    private static final BackupPolicy POLICY = new BackupPolicy(null, 1, 2, null);
    private static final Map<Integer, PostgresServer> SERVERS = new HashMap<>();
    private static final List<Path> CLIENTS = new ArrayList<>(ClientTools.usualDirectories());

    static {
        CLIENTS.addAll(PostgresPrograms.clientDirectories());
    }

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final Backups backups = Probe.backups(events, () -> false, CLIENTS);

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(PostgresServer::stop);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void everythingComesBackOnTheSameServer(int major) throws IOException {
        needClientFor(major);
        PostgresServer server = server(major);
        DatabaseAddress source = Torture.create(server, major);

        BackupEntry entry = backups.backUp(List.of(Probe.request(source)), directory, POLICY, "u-1")
                .get(0);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(backups.defect(entry)).isEmpty();
        assertThat(Probe.scratchDatabases(server)).isEmpty();
        List<String> differences = Restored.by(clientFor(major), entry, server).differencesFrom(source);
        if (major < 15) { // what pg_dump 15 and later makes of it, and no proof can mend
            assertThat(differences).containsExactly("GRANT CREATE ON SCHEMA public TO PUBLIC;");
            assertThat(notes(entry)).anyMatch(note -> note.contains("schema public"));
        } else {
            assertThat(differences).isEmpty();
            assertThat(notes(entry)).noneMatch(note -> note.contains("schema public"));
        }
    }

    @ParameterizedTest
    @CsvSource({"14, 15", "15, 16", "14, 17", "16, 18"})
    void andOnANewerOne(int from, int to) throws IOException {
        needClientFor(from);
        DatabaseAddress source = Torture.create(server(from), from);
        PostgresServer scratch = server(to);
        roles(scratch);

        BackupEntry entry = backups.backUp(
                        List.of(Probe.request(source, scratch.address("scratch", "postgres"))),
                        directory,
                        POLICY,
                        "u-1")
                .get(0);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(notes(entry)).anyMatch(note -> note.contains("each prints them in its own way"));
        assertThat(Probe.scratchDatabases(scratch)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18})
    void vectorsAndTheirIndexesComeBack(int major) {
        needClientFor(major);
        PostgresServer server = server(major);
        need(PostgresPrograms.addVector(server), "pgvector is not here for PostgreSQL " + major);
        DatabaseAddress source = server.createFresh(
                "CREATE EXTENSION vector",
                "CREATE TABLE documents (id int PRIMARY KEY, embedding vector(64), half halfvec(64), sparse sparsevec(64))",
                "INSERT INTO documents SELECT i, v, v, v::vector::sparsevec FROM (SELECT i,"
                        + " (SELECT array_agg(sin(i * j)) FROM generate_series(1, 64) j)::vector AS v"
                        + " FROM generate_series(1, 2000) i) d",
                "CREATE INDEX ON documents USING hnsw (embedding vector_cosine_ops)",
                "CREATE INDEX ON documents USING ivfflat (embedding vector_l2_ops) WITH (lists = 10)");

        BackupEntry entry = backups.backUp(List.of(Probe.request(source)), directory, POLICY, "u-1")
                .get(0);

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(Restored.by(clientFor(major), entry, server).differencesFrom(source))
                .isEmpty();
    }

    private static List<String> notes(BackupEntry entry) throws IOException {
        return Json.mapper()
                .readValue(Path.of(entry.location(), BackupManifest.FILE_NAME).toFile(), BackupManifest.class)
                .proof()
                .notes();
    }

    private static PostgresServer server(int major) {
        return SERVERS.computeIfAbsent(major, PostgresServer::start);
    }

    private static void roles(PostgresServer server) {
        server.createFresh("DO $$ BEGIN IF to_regrole('torture_owner') IS NULL THEN CREATE ROLE torture_owner;"
                + " CREATE ROLE torture_reader; END IF; END $$");
    }

    private static ClientTools clientFor(int major) {
        return ClientTools.choose(ClientTools.installed(CLIENTS), major, "metadata");
    }

    private static void needClientFor(int major) {
        need(
                ClientTools.installed(CLIENTS).stream().anyMatch(client -> client.major() >= major),
                "no pg_dump here can dump PostgreSQL " + major);
    }

    private static void need(boolean there, String otherwise) {
        if (!there) {
            String reason = otherwise + "; " + PostgresPrograms.howToGetThem();
            System.err.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
    }
}
