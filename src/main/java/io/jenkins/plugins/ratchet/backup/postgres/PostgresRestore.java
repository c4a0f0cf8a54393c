package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * A backup of a PostgreSQL database on its way back: into a new, empty database, compared with what the manifest says
 * afterwards. It never touches a database that is in use.
 */
public final class PostgresRestore {
    private static final int SHOWN = 8;
    /** What all of them leave is read by pg_restore. */
    private static final List<String> METHODS = List.of("dump", "exec", "job");

    private final Means means;
    private final Postgres postgres;
    private final Events events;
    private final BackupEntry entry;
    private final Path directory;
    private final BackupManifest manifest;
    private final PostgresContent content;

    /**
     * What restores of a release work with.
     *
     * @param cancelled polled several times a second; once true, the work ends in order
     * @param jobs by which dumps are fetched that Jobs left elsewhere
     */
    public record Means(
            Postgres postgres, Events events, BooleanSupplier cancelled, BackupPolicy policy, JobMeans jobs) {}

    /**
     * Reads the manifest of a backup and nothing else.
     *
     * @param entry of a backup that {@link Backups#defect} found to be intact
     * @param directory its files, on this machine
     */
    public PostgresRestore(Means means, BackupEntry entry, Path directory) {
        this.means = means;
        this.postgres = means.postgres();
        this.events = means.events();
        this.entry = entry;
        this.directory = directory;
        Path file = directory.resolve(BackupManifest.FILE_NAME);
        try {
            byte[] json = Files.readAllBytes(file);
            if (!Sha256.of(json).equals(entry.manifestSha256())) {
                throw RunException.failed("the manifest " + file + " is not the recorded one; nothing was restored");
            }
            manifest = Json.mapper().readValue(json, BackupManifest.class);
            content = PostgresContent.of(manifest);
        } catch (IOException e) {
            throw RunException.unavailable("the manifest " + file + " cannot be read: " + e, e);
        }
    }

    /** Whether a backup is of the kind and method that this brings back; an old record names no method. */
    public static boolean takes(BackupEntry entry) {
        return entry.kind().equals("postgres") && (entry.method() == null || METHODS.contains(entry.method()));
    }

    /** Rows of every table at the moment of the backup, by quoted, qualified name. */
    public Map<String, Long> rows() {
        Map<String, Long> rows = new TreeMap<>();
        content.fingerprint().tables().forEach((name, table) -> rows.put(name, table.rows()));
        return rows;
    }

    /**
     * The disk of a server that a copy will be on, where it is on this machine and our user may look. Elsewhere a full
     * disk fails the restore, cleanly.
     */
    public Optional<Path> disk(Connection there, DatabaseAddress server) throws SQLException {
        return ScratchDisk.dataDirectory(
                new ScratchServer(server, postgres.server(there, server), 0, "", true), postgres);
    }

    /** Room of this machine for a dump that has to be fetched. */
    public Optional<SpaceNeed> fetched() {
        return Optional.ofNullable(content.job())
                .map(dump -> new SpaceNeed(
                        LocalPostgres.parent(means.policy().localServer()),
                        dump.bytes(),
                        "the dump of " + entry.database() + " while it is restored"));
    }

    /** Size of the database then, with indexes, in bytes. */
    public long databaseBytes() {
        return manifest.source().bytes();
    }

    /** That a server is of a newer major version than the one that was backed up, in words; empty where it is not. */
    public Optional<String> newerMajor(Connection there) throws SQLException {
        SourceDatabase session = SourceDatabase.read(there);
        return session.major() > majorOf(manifest.source().version())
                ? Optional.of("the server runs PostgreSQL " + session.version() + ", and was "
                        + manifest.source().version() + " when the backup was taken")
                : Optional.empty();
    }

    /**
     * What would make the restore fail on a server, found before anything is done there: the client's version, the right
     * to create databases, extensions and roles that are missing.
     *
     * @param there a session on the server, in no transaction
     */
    public List<String> obstacles(Connection there, DatabaseAddress server) throws SQLException {
        List<String> found = new ArrayList<>();
        ClientProcess.requireExpressible(Postgres.environment(server), entry.database());
        SourceDatabase session = SourceDatabase.read(there);
        client(session.major());
        if (session.major() < majorOf(manifest.source().version())) {
            found.add("the server " + server.namedHost() + ":" + server.namedPort() + " runs PostgreSQL "
                    + session.version() + ", the backup is of "
                    + manifest.source().version());
        }
        if (!SourcePrivileges.mayCreateDatabases(there)) {
            found.add("user " + session.user() + " may not create databases there; give it CREATEDB (ALTER ROLE "
                    + ScratchDatabase.identifier(session.user()) + " CREATEDB)");
        }
        Set<String> extensions =
                new TreeSet<>(content.fingerprint().extensions().keySet());
        SourcePrivileges.column(there, "SELECT name FROM pg_available_extensions")
                .forEach(extensions::remove);
        if (!extensions.isEmpty()) {
            found.add("the server lacks the extensions " + extensions + ": install their packages there");
        }
        Set<String> missing = new TreeSet<>(content.roles());
        SourcePrivileges.column(there, "SELECT rolname FROM pg_roles").forEach(missing::remove);
        if (!missing.isEmpty()) {
            found.add("the roles " + missing + " do not exist there; create them, globals.sql in " + entry.location()
                    + " shows how they were");
        }
        Set<String> foreign = owners();
        foreign.removeAll(missing);
        SourcePrivileges.column(there, "SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'USAGE')")
                .forEach(foreign::remove);
        if (!foreign.isEmpty()) {
            found.add("user " + session.user() + " is neither superuser nor a member of " + foreign
                    + ", so what belongs to them could not be given back to them; connect as such a user, or grant it"
                    + " the membership");
        }
        return found;
    }

    /** Owners of objects; a role that was only granted something need not be ours. */
    private Set<String> owners() {
        Set<String> owners = new TreeSet<>();
        for (String line : lines("ownership.txt")) {
            for (String role : content.roles()) {
                if (line.contains(": " + role + " ") || line.contains(": \"" + role.replace("\"", "\"\"") + "\" ")) {
                    owners.add(role);
                }
            }
        }
        return owners;
    }

    /** Creates the empty database, with the encoding and locale of then. */
    public void create(Connection maintenance, String name, String tablespace, String comment) {
        String identifier = ScratchDatabase.identifier(name);
        try (Statement statement = maintenance.createStatement()) {
            statement.execute("CREATE DATABASE " + identifier + " TEMPLATE template0 ENCODING "
                    + ScratchDatabase.literal(content.encoding())
                    + ScratchDatabase.options(
                            content.locale(), maintenance.getMetaData().getDatabaseMajorVersion())
                    + (tablespace == null ? "" : " TABLESPACE " + ScratchDatabase.identifier(tablespace)));
            statement.execute("COMMENT ON DATABASE " + identifier + " IS " + ScratchDatabase.literal(comment));
        } catch (SQLException e) {
            throw RunException.failed("database " + entry.database() + ": the database " + name + " cannot be made: "
                    + Postgres.reason(e));
        }
    }

    /**
     * Restores into the empty database and compares. Publications are restored; subscriptions are not: two of them would
     * share one slot of the publisher.
     *
     * @param sameServer whether tablespaces are restored too
     * @return what is in it now, in words
     */
    public String fill(DatabaseAddress copy, boolean sameServer) {
        try (Stop stop = new Stop(means.cancelled())) {
            try (Dumper.Here dump = dump(stop)) {
                restore(dump.path(), copy, sameServer, stop);
            }
            return compare(copy, stop);
        } catch (IOException e) {
            throw RunException.failed("database " + entry.database() + ": its dump cannot be brought here: " + e);
        }
    }

    /** The dump on this machine; one that a Job left elsewhere is fetched, after what a killed run left of that was removed. */
    private Dumper.Here dump(Stop stop) throws IOException {
        JobDump claimed = content.job();
        if (claimed == null) {
            return () -> directory.resolve(Dumper.DUMP);
        }
        BackupContext context = new BackupContext(events, stop, Clock.systemUTC(), means.policy(), manifest.upgrade());
        FetchedDump fetched = new FetchedDump(context, means.jobs(), entry.database());
        fetched.leftovers(claimed.namespace(), claimed.settings())
                .forEach(each ->
                        each.remove().forEach(what -> events.fact("restore", what + ", left by a run that died")));
        return Dumper.Here.of(fetched.fetch(claimed, "restore"));
    }

    private void restore(Path dump, DatabaseAddress copy, boolean sameServer, Stop stop) {
        int server = serverMajor(copy);
        List<String> options =
                new ArrayList<>(List.of("--jobs=" + means.policy().jobs(), "--no-subscriptions"));
        if (!sameServer) {
            options.add("--no-tablespaces");
        }
        new PgRestore(client(server), events, stop, entry.database())
                .run(
                        dump,
                        copy,
                        server,
                        options,
                        () -> progress(copy),
                        "database " + entry.database() + ": the backup could not be restored");
    }

    private String compare(DatabaseAddress copy, Stop stop) {
        SourceSnapshot.Description wanted = description();
        SourceSnapshot.Description restored;
        try (SourceSnapshot snapshot = SourceSnapshot.of(postgres, copy, stop)) {
            restored = snapshot.describeLike(
                    wanted,
                    done -> events.progress("restore", entry.database() + " (comparing)", done, databaseBytes()));
        } catch (SQLException e) {
            stop.check();
            throw Postgres.failure(copy, e);
        }
        List<String> differences = new Comparison(
                        wanted, restored, majorOf(manifest.source().version()), serverMajor(copy), true)
                .differences();
        if (!differences.isEmpty()) {
            throw RunException.failed("database " + entry.database()
                    + ": what was restored is not what the backup's manifest says: "
                    + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                    + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : ""));
        }
        Fingerprint held = wanted.fingerprint();
        return held.tables().size() + " tables, " + held.rows() + " rows, "
                + held.sequences().size() + " sequences, " + held.largeObjects().count() + " large objects";
    }

    private SourceSnapshot.Description description() {
        try {
            return content.description(directory);
        } catch (IOException e) {
            throw RunException.failed(
                    "database " + entry.database() + ": the files of its backup cannot be read: " + e);
        }
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(directory.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw RunException.failed(
                    "database " + entry.database() + ": " + file + " of its backup cannot be read: " + e);
        }
    }

    private int serverMajor(DatabaseAddress copy) {
        try (Connection connection = postgres.connect(copy)) {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw Postgres.failure(copy, e);
        }
    }

    /** One that knows the format that pg_dump wrote, and of these the nearest to the server. */
    private ClientTools client(int server) {
        return ClientTools.choose(
                ClientTools.installed(ClientTools.usualDirectories()),
                Math.max(server, majorOf(manifest.client().version())),
                entry.database());
    }

    private static int majorOf(String version) {
        return Integer.parseInt(version.replaceFirst("\\D.*", ""));
    }

    private void progress(DatabaseAddress copy) {
        postgres.singleValue(copy, "SELECT pg_database_size(current_database())")
                .map(Long::valueOf)
                .ifPresent(done -> events.progress("restore", entry.database(), done, databaseBytes()));
    }
}
