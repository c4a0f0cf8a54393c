package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Durable;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.Ticker;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Units;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A PostgreSQL server that passed all checks, and the copy of it.
 *
 * @param server its system identifier
 * @param superuser the role that it was made with
 * @param bytes of all its databases
 * @param databases to be compared; empty where the proof compares none
 */
record BaseSubject(
        BaseProof proof,
        SqlSource sql,
        SourceDatabase source,
        String server,
        String superuser,
        long bytes,
        List<String> databases)
        implements Store.Subject {
    /** The copy is unpacked for its proof, with the log that was written meanwhile. */
    private static final double UNPACKED_FACTOR = 1.1;

    private static final int SEGMENTS = 4 << 24;
    private static final long LEAST_RATE = 32;
    private static final long MOST_RATE = 1 << 20;

    private BackupContext context() {
        return proof.context();
    }

    private String name() {
        return proof.name();
    }

    @Override
    public String description() {
        return "PostgreSQL " + source.version() + ", the whole server at "
                + sql.address().namedHost() + ":" + sql.address().namedPort() + ", " + Units.bytes(bytes)
                + "; pg_basebackup " + proof.tools().client().version();
    }

    @Override
    public long estimatedBytes() {
        return bytes + SEGMENTS;
    }

    @Override
    public List<SpaceNeed> spaceNeeds() {
        return List.of(new SpaceNeed(proof.local().parent(), unpacked(bytes), "the unpacked copy of " + name()));
    }

    /** Room for an unpacked copy. */
    static long unpacked(long bytes) {
        return (long) (bytes * UNPACKED_FACTOR) + SEGMENTS;
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        return List.of(ThrowAwayServer.leftovers(proof.local().parent()));
    }

    @Override
    public Captured capture(BackupFiles files) {
        List<String> notes = new ArrayList<>();
        String version = sql.schemaVersion(notes);
        Map<String, DatabaseReading> before = read("before it is copied");
        Instant start = clock();
        copy(files.directory().resolve(BaseProof.DIRECTORY));
        Instant end = clock();
        Map<String, DatabaseReading> after = read("after it was copied");
        sql.requireSameVersion(version, name());
        Map<String, BaseContent.Interval> content = new TreeMap<>();
        before.forEach((database, reading) -> content.put(
                database,
                BaseContent.Interval.of(
                        reading.fingerprint(), after.get(database).fingerprint())));
        notes.add("the copy is of the whole server, and of what was committed between " + start + " and " + end
                + " it holds a part");
        BaseContent base = new BaseContent(source.major(), superuser, end, bytes, Catalog.VERSION, content);
        return new Captured(
                start,
                version,
                new BackupManifest.Source(
                        server,
                        source.version(),
                        sql.address().namedHost(),
                        sql.address().namedPort(),
                        source.database(),
                        source.user(),
                        bytes),
                new BackupManifest.Client(
                        "pg_basebackup", proof.tools().client().version(), "gzip:1", null),
                base,
                notes,
                () -> databases.isEmpty() ? proof.read(files.directory()) : proof.restore(files.directory(), base));
    }

    private void copy(Path directory) {
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + directory,
                "--format=tar",
                "--compress=1",
                "--wal-method=stream",
                "--checkpoint=fast",
                "--manifest-checksums=SHA256",
                "--label=ratchet " + context().upgrade(),
                "--no-password",
                "--no-sync")); // every file is synced when its checksum is computed
        if (context().bandwidthShare() > 0) {
            long rate = context().bandwidthShare() / 1024;
            arguments.add("--max-rate=" + Math.min(MOST_RATE, Math.max(LEAST_RATE, rate)));
        }
        try (Ticker progress = new Ticker(
                        "base-progress",
                        () -> context().events().progress("backup", name(), Durable.bytes(directory), bytes));
                ClientProcess process = ClientProcess.start(
                        proof.tools().basebackup(),
                        arguments,
                        Postgres.environment(sql.address()),
                        context().stop(),
                        line -> context().events().output("pg_basebackup " + name(), line))) {
            progress.start();
            process.awaitSuccess("database " + name() + ": the server could not be copied");
        }
    }

    private Instant clock() {
        return Instant.parse(sql.postgres()
                .singleValue(
                        sql.address(),
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                .orElseThrow());
    }

    private Map<String, DatabaseReading> read(String when) {
        Map<String, DatabaseReading> readings = new TreeMap<>();
        if (!databases.isEmpty()) {
            context().events().fact("backup", name() + ": reading what the server holds, " + when);
        }
        for (String database : databases) {
            readings.put(
                    database,
                    DatabaseReading.of(
                            sql.postgres(),
                            sql.address().withDatabase(database),
                            context().stop(),
                            done -> context().events().progress("backup", name() + " (" + database + ")", done, 0)));
        }
        return readings;
    }
}
