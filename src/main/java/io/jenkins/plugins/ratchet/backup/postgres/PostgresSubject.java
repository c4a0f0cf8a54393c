package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Durable;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.Ticker;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL database that passed all checks: its snapshot, dump and fingerprint.
 *
 * @param server what identifies its server
 * @param address null where the source is gone
 * @param scratch null where the proof restores nothing
 * @param warnings what the checks found and let pass; for the manifest
 */
record PostgresSubject(
        Postgres postgres,
        BackupContext context,
        BackupRequest request,
        DatabaseAddress address,
        SourceDatabase source,
        String server,
        ClientTools client,
        Dumper dumper,
        ScratchPlace scratch,
        List<String> warnings)
        implements Store.Subject {
    /**
     * A restored copy is at most as large as the source, since it has no bloat; the write-ahead log of the restore
     * comes on top: one fifth.
     */
    private static final double SCRATCH_FACTOR = 1.2;

    String name() {
        return request.name();
    }

    private Stop stop() {
        return context.stop();
    }

    private Events events() {
        return context.events();
    }

    @Override
    public String description() {
        return "PostgreSQL " + source.version() + ", " + address + ", " + Units.bytes(source.bytes()) + "; "
                + dumper.description() + (scratch == null ? "" : "; proof on " + scratch.description());
    }

    /** A dump holds no indexes and is compressed, and seldom comes to half of the tables' size. */
    @Override
    public long estimatedBytes() {
        return dumper.keepsElsewhere() ? 0 : source.tableBytes();
    }

    /** Where the scratch server's disk cannot be known, a full one fails the proof, cleanly. */
    @Override
    public List<SpaceNeed> spaceNeeds() {
        List<SpaceNeed> needs = new ArrayList<>(dumper.spaceNeeds(source.tableBytes()));
        if (scratch == null) {
            return needs;
        }
        scratch.disk()
                .map(directory -> new SpaceNeed(
                        directory, (long) (source.bytes() * SCRATCH_FACTOR), "the scratch database of " + name()))
                .ifPresent(needs::add);
        return needs;
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        List<Store.Leftovers> leftovers = new ArrayList<>(dumper.leftovers());
        if (scratch != null) {
            leftovers.add(scratch.leftovers());
        }
        return leftovers;
    }

    /** What the snapshot yielded. */
    private record Snapshot(
            SourceSnapshot.Description description,
            Instant takenAt,
            String schemaVersion,
            List<String> roles,
            String superuser) {}

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        Path dump = files.directory().resolve(Dumper.DUMP);
        List<String> notes = new ArrayList<>(warnings);
        Snapshot snapshot = dumpSnapshot(files, notes);
        saveGlobals(files.directory().resolve("globals.sql"), notes);
        files.write("schema.txt", Lines.bytes(snapshot.description().schema()));
        files.write("ownership.txt", Lines.bytes(snapshot.description().ownership()));
        return new Captured(
                snapshot.takenAt(),
                snapshot.schemaVersion(),
                new BackupManifest.Source(
                        server,
                        source.version(),
                        address.namedHost(),
                        address.namedPort(),
                        source.database(),
                        source.user(),
                        source.bytes()),
                dumper.client(),
                new PostgresContent(
                        source.encoding(),
                        source.locale(),
                        snapshot.roles(),
                        snapshot.superuser(),
                        Catalog.VERSION,
                        snapshot.description().fingerprint(),
                        dumper.elsewhere().orElse(null)),
                notes,
                () -> prove(dump, snapshot.description()));
    }

    private BackupManifest.Proof prove(Path dump, SourceSnapshot.Description source) throws IOException {
        try (Dumper.Here here = dumper.here(dump)) {
            return scratch == null
                    ? new ReadProof(this).prove(here.path(), source.fingerprint())
                    : new RestoreProof(this).prove(here.path(), source);
        } catch (IOException | RuntimeException e) {
            dumper.discard();
            throw e;
        }
    }

    /** Dumps and reads the fingerprint side by side, both in one snapshot. */
    private Snapshot dumpSnapshot(BackupFiles files, List<String> notes) throws IOException {
        Path dump = files.directory().resolve(Dumper.DUMP);
        try (SourceSnapshot snapshot = SourceSnapshot.of(postgres, address, stop())) {
            // Before pg_dump begins: it reads them early, and they must not be ahead of what it finds.
            Map<String, Fingerprint.SequenceState> sequences = snapshot.sequences();
            return dumpSnapshot(snapshot, sequences, dump, files, notes);
        } catch (SQLException e) {
            stop().check();
            throw Postgres.failure(address, e);
        }
    }

    private Snapshot dumpSnapshot(
            SourceSnapshot snapshot,
            Map<String, Fingerprint.SequenceState> sequences,
            Path dump,
            BackupFiles files,
            List<String> notes)
            throws IOException, SQLException {
        try (Ticker progress = new Ticker(
                        "dump-progress",
                        () -> events().progress("backup", name(), Durable.bytes(dump), source.tableBytes()));
                RunningClient process = dumper.start(files, snapshot.id())) {
            progress.start();
            snapshot.lag().ifPresent(lag -> {
                lag.require(context.policy().maxLag(), name());
                notes.add(lag.note());
            });
            SourceSnapshot.Description description = describe(snapshot, sequences, process);
            process.awaitSuccess("database " + name() + ": the dump failed");
            if (!dumper.keepsElsewhere() && !Files.isRegularFile(PostgresDump.contents(dump))) {
                throw RunException.failed("database " + name() + ": the dump failed: pg_dump ended without an"
                        + " error and without a table of contents");
            }
            return new Snapshot(
                    description.withSequences(snapshot.sequencesSince(sequences)),
                    snapshot.takenAt(),
                    schemaVersion(snapshot, notes),
                    snapshot.roles(),
                    snapshot.superuser());
        }
    }

    /** A dump that fails meanwhile is what went wrong first: its message is the useful one. */
    private SourceSnapshot.Description describe(
            SourceSnapshot snapshot, Map<String, Fingerprint.SequenceState> sequences, RunningClient process)
            throws SQLException {
        try {
            return snapshot.describe(sequences, done -> {
                if (!process.running()) {
                    process.awaitSuccess("database " + name() + ": the dump failed");
                }
            });
        } catch (SQLException e) {
            stop().check();
            if (!process.running()) {
                process.awaitSuccess("database " + name() + ": the dump failed");
            }
            throw e;
        }
    }

    /** Roles and their memberships are not in a database's dump. Not every user may read them all. */
    private void saveGlobals(Path file, List<String> notes) throws IOException {
        if (!client.has("pg_dumpall")) {
            notes.add("roles were not saved: pg_dumpall is not installed");
            return;
        }
        List<String> arguments = List.of("--globals-only", "--no-role-passwords", "--no-password", "--file=" + file);
        try (ClientProcess process = ClientProcess.start(
                client.program("pg_dumpall"),
                arguments,
                Postgres.environment(address),
                stop(),
                line -> events().output("pg_dumpall " + name(), line))) {
            if (process.await() != 0) {
                Files.deleteIfExists(file);
                notes.add("roles were not saved: " + process.lastWords());
            }
        }
    }

    private String schemaVersion(SourceSnapshot snapshot, List<String> notes) {
        String query = request.database().schemaVersion();
        if (query == null) {
            return null;
        }
        try {
            return snapshot.singleValue(query);
        } catch (SQLException e) {
            stop().check();
            notes.add("the schema's version could not be read: " + Postgres.reason(e));
            events().fact("backup", name() + ": " + notes.get(notes.size() - 1));
            return null;
        }
    }
}
