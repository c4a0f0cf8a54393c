package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes one database's backup: snapshot, dump, fingerprint, checksums, proof, manifest; named when all is done. */
final class PostgresBackup {
    private static final String DUMP = "dump";

    private final Postgres postgres;
    private final Events events;
    private final Stop stop;
    private final Clock clock;
    private final int jobs;
    private final String upgrade;

    PostgresBackup(Postgres postgres, Events events, Stop stop, Clock clock, int jobs, String upgrade) {
        this.postgres = postgres;
        this.events = events;
        this.stop = stop;
        this.clock = clock;
        this.jobs = jobs;
        this.upgrade = upgrade;
    }

    /** What the snapshot yielded. */
    private record Captured(
            SourceSnapshot.Description description, Instant takenAt, String schemaVersion, List<String> roles) {}

    BackupEntry take(Prepared database, RunDirectory run) {
        long start = System.nanoTime();
        Path partial = null;
        try {
            partial = run.partial(database.name());
            List<String> notes = new ArrayList<>();
            Captured captured = capture(database, partial.resolve(DUMP), notes);
            saveGlobals(database, partial.resolve("globals.sql"), notes);
            Durable.write(
                    partial.resolve("schema.txt"),
                    Lines.bytes(captured.description().schema()));
            Durable.write(
                    partial.resolve("ownership.txt"),
                    Lines.bytes(captured.description().ownership()));
            Map<String, FileState> files = Durable.syncAndDigest(partial, stop);
            long bytes = files.values().stream().mapToLong(FileState::bytes).sum();
            Duration dumped = Duration.ofNanos(System.nanoTime() - start);
            events.fact(
                    "backup",
                    database.name() + ": dumped "
                            + Units.bytes(database.source().bytes()) + " into " + Units.bytes(bytes) + " in "
                            + Units.duration(dumped));
            BackupManifest.Proof proof = prove(database, partial.resolve(DUMP), captured.description());
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            BackupManifest manifest = manifest(database, captured, files, bytes, proof, took, notes);
            byte[] json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
            stop.check();
            Durable.write(partial.resolve(BackupManifest.FILE_NAME), json);
            Durable.sync(partial);
            Path location = run.complete(partial, database.name());
            events.fact(
                    "backup",
                    database.name() + ": proven by " + proof.method() + " in " + Units.duration(proof.took())
                            + ", kept in " + location);
            return new BackupEntry(
                    database.name(),
                    manifest.kind(),
                    location.toString(),
                    Sha256.of(json),
                    proof.method(),
                    database.server(),
                    database.source().database(),
                    captured.takenAt(),
                    bytes,
                    took,
                    captured.schemaVersion());
        } catch (IOException e) {
            stop.check();
            throw RunException.failed(
                    "database " + database.name() + ": the backup cannot be written to " + run.path() + ": " + e);
        } finally {
            remove(partial);
        }
    }

    /** Dumps and reads the fingerprint side by side, both in one snapshot. */
    private Captured capture(Prepared database, Path dump, List<String> notes) throws IOException {
        DatabaseAddress address = database.request().address();
        try (SourceSnapshot snapshot = SourceSnapshot.of(postgres, address, stop);
                Ticker progress = new Ticker(
                        "dump-progress",
                        () -> events.progress(
                                "backup",
                                database.name(),
                                Durable.bytes(dump),
                                database.source().tableBytes()));
                ClientProcess process = dump(database, dump, snapshot)) {
            progress.start();
            SourceSnapshot.Description description = describe(database, snapshot, process);
            process.awaitSuccess("database " + database.name() + ": the dump failed");
            if (!Files.isRegularFile(dump.resolve("toc.dat"))) {
                throw RunException.failed("database " + database.name() + ": the dump failed: pg_dump ended without an"
                        + " error and without a table of contents");
            }
            Fingerprint fingerprint = description.fingerprint();
            Fingerprint settled = new Fingerprint(
                    fingerprint.schemaSha256(),
                    fingerprint.ownershipSha256(),
                    fingerprint.tables(),
                    snapshot.sequencesSince(fingerprint.sequences()),
                    fingerprint.largeObjects(),
                    fingerprint.extensions());
            return new Captured(
                    new SourceSnapshot.Description(settled, description.schema(), description.ownership()),
                    snapshot.takenAt(),
                    schemaVersion(database, snapshot, notes),
                    snapshot.roles());
        } catch (SQLException e) {
            stop.check();
            throw Postgres.failure(address, e);
        }
    }

    /** A dump that fails meanwhile is what went wrong first: its message is the useful one. */
    private SourceSnapshot.Description describe(Prepared database, SourceSnapshot snapshot, ClientProcess process)
            throws SQLException {
        try {
            return snapshot.describe(done -> {
                if (!process.running()) {
                    process.awaitSuccess("database " + database.name() + ": the dump failed");
                }
            });
        } catch (SQLException e) {
            stop.check();
            if (!process.running()) {
                process.awaitSuccess("database " + database.name() + ": the dump failed");
            }
            throw e;
        }
    }

    private ClientProcess dump(Prepared database, Path dump, SourceSnapshot snapshot) {
        List<String> arguments = new ArrayList<>(List.of(
                "--format=directory",
                "--jobs=" + jobs,
                "--snapshot=" + snapshot.id(),
                "--lock-wait-timeout=60s",
                "--no-password",
                "--no-sync", // every file is synced when its checksum is computed
                "--file=" + dump));
        arguments.addAll(database.compression().arguments(database.client()));
        return ClientProcess.start(
                database.client().program("pg_dump"),
                arguments,
                Postgres.environment(database.request().address()),
                stop,
                line -> events.output("pg_dump " + database.name(), line));
    }

    /** Roles and their memberships are not in a database's dump. Not every user may read them all. */
    private void saveGlobals(Prepared database, Path file, List<String> notes) throws IOException {
        if (!database.client().has("pg_dumpall")) {
            notes.add("roles were not saved: pg_dumpall is not installed");
            return;
        }
        List<String> arguments = List.of("--globals-only", "--no-role-passwords", "--no-password", "--file=" + file);
        try (ClientProcess process = ClientProcess.start(
                database.client().program("pg_dumpall"),
                arguments,
                Postgres.environment(database.request().address()),
                stop,
                line -> events.output("pg_dumpall " + database.name(), line))) {
            if (process.await() != 0) {
                Files.deleteIfExists(file);
                notes.add("roles were not saved: " + process.lastWords());
            }
        }
    }

    private String schemaVersion(Prepared database, SourceSnapshot snapshot, List<String> notes) {
        String query = database.request().database().schemaVersion();
        if (query == null) {
            return null;
        }
        try {
            return snapshot.singleValue(query);
        } catch (SQLException e) {
            stop.check();
            notes.add("the schema's version could not be read: " + Postgres.reason(e));
            events.fact("backup", database.name() + ": " + notes.get(notes.size() - 1));
            return null;
        }
    }

    private BackupManifest.Proof prove(Prepared database, Path dump, SourceSnapshot.Description source)
            throws IOException {
        return database.provenByRestore()
                ? new RestoreProof(postgres, events, stop, jobs, upgrade).prove(database, dump, source)
                : new ReadProof(events, stop).prove(database, dump, source.fingerprint());
    }

    private BackupManifest manifest(
            Prepared database,
            Captured captured,
            Map<String, FileState> files,
            long bytes,
            BackupManifest.Proof proof,
            Duration took,
            List<String> notes) {
        DatabaseAddress address = database.request().address();
        SourceDatabase source = database.source();
        return new BackupManifest(
                BackupManifest.FORMAT,
                database.name(),
                database.request().database().kind().name(),
                "dump",
                upgrade,
                captured.takenAt(),
                Instant.now(clock),
                took,
                new BackupManifest.Source(
                        database.server(),
                        source.version(),
                        address.host(),
                        address.port(),
                        source.database(),
                        source.user(),
                        source.encoding(),
                        source.locale(),
                        source.bytes()),
                new BackupManifest.Client(
                        database.client().version(), database.compression().specification(), jobs),
                captured.schemaVersion(),
                bytes,
                proof,
                captured.roles(),
                captured.description().fingerprint(),
                files,
                List.copyOf(notes));
    }

    private void remove(Path partial) {
        if (partial == null) {
            return;
        }
        try {
            Durable.deleteTree(partial);
        } catch (IOException e) {
            events.fact("backup", "could not remove " + partial + " (" + e + "); the next backup removes it");
        }
    }
}
