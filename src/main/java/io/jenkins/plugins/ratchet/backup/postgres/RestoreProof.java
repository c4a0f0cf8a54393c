package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Proves a dump by restoring it into a scratch database and comparing that with the source's snapshot. */
final class RestoreProof {
    private static final int SHOWN = 8;

    private final Postgres postgres;
    private final Events events;
    private final Stop stop;
    private final PostgresSubject database;

    RestoreProof(PostgresSubject database) {
        this.database = database;
        this.postgres = database.postgres();
        this.events = database.context().events();
        this.stop = database.context().stop();
    }

    BackupManifest.Proof prove(Path dump, SourceSnapshot.Description source) throws IOException {
        long start = System.nanoTime();
        List<String> lost = new Subscriptions(database).missing(dump, source.schema());
        try (ScratchPlace.Lease lease = database.scratch().open()) {
            return prove(dump, source, lost, lease.server(), start);
        }
    }

    private BackupManifest.Proof prove(
            Path dump, SourceSnapshot.Description source, List<String> lost, ScratchServer server, long start)
            throws IOException {
        try (ScratchDatabase scratch = ScratchDatabase.create(
                postgres, server.address(), database.context().upgrade(), database.name(), database.source())) {
            events.fact(
                    "proof",
                    database.name() + ": restoring into " + scratch.address().database());
            restore(dump, scratch, server);
            Comparison comparison = new Comparison(
                    source,
                    describe(scratch.address(), source),
                    database.source().major(),
                    server.major(),
                    server.withOwnership());
            requireEqual(comparison);
            AmCheck.Result pages = new AmCheck(database.client(), database.context(), database.name())
                    .check(scratch.session(), scratch.address(), server.major());
            Fingerprint content = source.fingerprint();
            events.fact(
                    "proof",
                    database.name() + ": equal to the source: "
                            + content.tables().size() + " tables, " + content.rows()
                            + " rows, " + content.sequences().size() + " sequences, "
                            + content.largeObjects().count() + " large objects");
            return new BackupManifest.Proof(
                    "restore",
                    server.id(),
                    server.version(),
                    Duration.ofNanos(System.nanoTime() - start),
                    compared(server, comparison, pages),
                    notes(server, comparison, pages, lost));
        }
    }

    void restore(Path dump, ScratchDatabase scratch, ScratchServer server) {
        List<String> options = new ArrayList<>(List.of(
                "--jobs=" + database.context().policy().jobs(),
                "--no-tablespaces",
                // A restored subscription could drop the publisher's replication slot along with the scratch database.
                "--no-subscriptions"));
        if (!server.withOwnership()) {
            options.add("--no-owner");
            options.add("--no-privileges");
            options.add("--no-publications"); // most can be made by superusers only
        }
        new PgRestore(database.client(), events, stop, database.name())
                .run(
                        dump,
                        scratch.address(),
                        server.major(),
                        options,
                        () -> progress(scratch.session()),
                        "database " + database.name() + ": the dump could not be restored, so it is no backup");
    }

    private SourceSnapshot.Description describe(DatabaseAddress address, SourceSnapshot.Description source) {
        try (SourceSnapshot snapshot = SourceSnapshot.of(postgres, address, stop)) {
            return snapshot.describeLike(
                    source,
                    done -> events.progress(
                            "proof",
                            database.name() + " (comparing)",
                            done,
                            database.source().tableBytes()));
        } catch (SQLException e) {
            stop.check();
            throw Postgres.failure(address, e);
        }
    }

    private void requireEqual(Comparison comparison) {
        List<String> differences = comparison.differences();
        if (!differences.isEmpty()) {
            throw RunException.failed("database " + database.name()
                    + ": what was restored is not what the database held, so it is no backup: "
                    + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                    + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : ""));
        }
    }

    private void progress(Connection session) {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            events.progress(
                    "proof", database.name(), row.getLong(1), database.source().bytes());
        } catch (SQLException e) {
            throw new IllegalStateException(e); // ends the ticker; the restore itself will say what is wrong
        }
    }

    private static List<String> compared(ScratchServer server, Comparison comparison, AmCheck.Result pages) {
        List<String> compared = new ArrayList<>(
                List.of("rows of every table", "content of every table", "sequences", "large objects", "extensions"));
        if (comparison.withDefinitions()) {
            compared.add(0, "schema");
        }
        if (server.withOwnership() && comparison.withDefinitions()) {
            compared.add("owners and privileges");
            compared.add("publications");
        }
        if (pages.done()) {
            compared.add("heap and B-tree pages (pg_amcheck)");
        }
        return compared;
    }

    private static List<String> notes(
            ScratchServer server, Comparison comparison, AmCheck.Result pages, List<String> lost) {
        List<String> notes = new ArrayList<>();
        if (!server.withOwnership()) {
            notes.add("owners, privileges and publications were not restored: user "
                    + server.address().user() + " is no superuser on the scratch server, or roles are missing there");
        }
        notes.addAll(comparison.notes());
        if (!pages.done()) {
            notes.add("pg_amcheck was not run: " + pages.why());
        }
        if (!lost.isEmpty()) {
            notes.add("the dump lacks the subscriptions " + lost + ": only a superuser may dump them");
        }
        notes.add("subscriptions, tablespaces and what belongs to the database itself (its settings, privileges and"
                + " comment) are in the dump and were not restored");
        return notes;
    }
}
