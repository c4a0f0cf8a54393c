package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proves the copy of a server: unpacked and compared with its own manifest of checksums, and for more than that started,
 * and every database compared with what it held before and after the copy was made.
 */
record BaseProof(Postgres postgres, BackupContext context, String name, BaseTools tools, LocalPostgres local) {
    /** Below the backup's directory. */
    static final String DIRECTORY = "base";

    private static final int SHOWN = 8;
    private static final int MOST_MOVED = 20;
    private static final List<String> VERIFIED =
            List.of("every file of the server (pg_verifybackup)", "the write-ahead log (pg_waldump)");

    /** What the databases of the copy showed. */
    private record Findings(Set<String> notes, List<String> moved, int exact, int tables, boolean pages) {}

    private String purpose() {
        return "database " + name + ": the copy of its server";
    }

    BackupManifest.Proof read(Path backup) throws IOException {
        long start = System.nanoTime();
        try (ThrowAwayServer server = ThrowAwayServer.prepare(local, context.stop(), purpose())) {
            new BaseCopy(this, server).unpack(backup.resolve(DIRECTORY));
        }
        return new BackupManifest.Proof(
                "read",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                VERIFIED,
                List.of("no server was started from it: whether one does is not proven"));
    }

    BackupManifest.Proof restore(Path backup, BaseContent content) throws IOException {
        long start = System.nanoTime();
        try (ThrowAwayServer server = ThrowAwayServer.prepare(local, context.stop(), purpose())) {
            BaseCopy copy = new BaseCopy(this, server);
            copy.unpack(backup.resolve(DIRECTORY));
            context.events().fact("proof", name + ": starting a server from the copy");
            DatabaseAddress address = server.address(name, "postgres", content.superuser());
            copy.start(postgres, firstDatabase(address, content));
            Findings findings = compare(server, content);
            List<String> compared = new ArrayList<>(VERIFIED);
            compared.addAll(List.of("schema", "owners and privileges", "sequences", "large objects", "extensions"));
            compared.add("every value of " + findings.exact() + " of " + findings.tables() + " tables in "
                    + content.databases().size() + " databases");
            if (findings.pages()) {
                compared.add("heap and B-tree pages (pg_amcheck)");
            }
            return new BackupManifest.Proof(
                    "restore",
                    "local:" + local.programs().directory(),
                    local.programs().version(),
                    Duration.ofNanos(System.nanoTime() - start),
                    compared,
                    notes(findings));
        }
    }

    /** That a server starts from it, and where what it held was read, that it holds that. */
    void again(Path backup, BaseContent content) throws IOException {
        if (!content.databases().isEmpty()) {
            restore(backup, content);
            return;
        }
        try (ThrowAwayServer server = ThrowAwayServer.prepare(local, context.stop(), purpose())) {
            BaseCopy copy = new BaseCopy(this, server);
            copy.unpack(backup.resolve(DIRECTORY));
            copy.start(postgres, server.address(name, "template1", content.superuser()));
        }
    }

    /** Not every server has a database called postgres. */
    private static DatabaseAddress firstDatabase(DatabaseAddress address, BaseContent content) {
        Set<String> names = content.databases().keySet();
        return names.contains(address.database())
                ? address
                : address.withDatabase(names.iterator().next());
    }

    private Findings compare(ThrowAwayServer server, BaseContent content) {
        Set<String> notes = new TreeSet<>();
        List<String> moved = new ArrayList<>();
        int exact = 0;
        int tables = 0;
        boolean pages = true;
        for (Map.Entry<String, BaseContent.Interval> database :
                content.databases().entrySet()) {
            DatabaseAddress address = server.address(name, database.getKey(), content.superuser());
            DatabaseReading found = DatabaseReading.of(
                    postgres,
                    address,
                    context.stop(),
                    done -> context.events().progress("proof", name + " (" + database.getKey() + ")", done, 0));
            BaseContent.Interval interval = database.getValue();
            DatabaseReading.Comparison comparison =
                    DatabaseReading.compare(interval.before(), interval.afterwards(), found.fingerprint());
            requireEqual(database.getKey(), comparison.differences());
            comparison.moved().forEach(table -> moved.add(database.getKey() + ": " + table));
            exact += comparison.exact();
            tables += interval.before().tables().size();
            AmCheck.Result result = pages(address, content.major());
            if (!result.done()) {
                pages = false;
                notes.add("pg_amcheck was not run: " + result.why());
            }
        }
        return new Findings(notes, moved, exact, tables, pages);
    }

    /** Where the locale sorts otherwise here than there, every index of text would look damaged. */
    private AmCheck.Result pages(DatabaseAddress address, int major) {
        try (Connection session = postgres.connectForLongWork(address)) {
            if (major >= 15
                    && !SourcePrivileges.column(
                                    session,
                                    "SELECT 1 FROM pg_database WHERE datname = current_database()"
                                            + " AND datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid)")
                            .isEmpty()) {
                return new AmCheck.Result("this machine's locales are of another version than those of the source, so"
                        + " indexes of text may be sorted otherwise");
            }
            return new AmCheck(tools.client(), context, name).check(session, address, major);
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    private void requireEqual(String database, List<String> differences) {
        if (!differences.isEmpty()) {
            throw RunException.failed(purpose() + " is not what the server held, so it is no backup: in database "
                    + database + ": " + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                    + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : ""));
        }
    }

    private static List<String> notes(Findings findings) {
        List<String> notes = new ArrayList<>(findings.notes());
        List<String> moved = findings.moved();
        if (!moved.isEmpty()) {
            notes.add("written to while the copy was made, and so compared by definition and by not being empty: "
                    + String.join(", ", moved.subList(0, Math.min(MOST_MOVED, moved.size())))
                    + (moved.size() > MOST_MOVED ? " and " + (moved.size() - MOST_MOVED) + " more" : "")
                    + "; stop the writers first for an exact proof");
        }
        notes.add(
                "the server was started with settings of ours: whether the source's own configuration works elsewhere is"
                        + " not shown");
        return notes;
    }

    /** Ends with an error where it fails. */
    void run(Path program, List<String> arguments, String failed) {
        try (ClientProcess process = ClientProcess.start(
                program,
                arguments,
                Map.of(),
                context.stop(),
                line -> context.events().output(program.getFileName() + " " + name, line))) {
            process.output().transferTo(java.io.OutputStream.nullOutputStream());
            process.awaitSuccess(failed);
        } catch (IOException e) {
            context.stop().check();
            throw RunException.failed(failed + ": " + e);
        }
    }
}
