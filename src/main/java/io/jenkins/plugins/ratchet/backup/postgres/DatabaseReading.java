package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.TableContent;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * What a database held at one moment, read over SQL; for comparing a copy of it that somebody else made.
 *
 * <p>A snapshot that a provider takes is of a moment between two readings of the source, one before and one after. What
 * is the same in both did not change meanwhile, so the copy must have exactly that. A table that was written to is
 * compared by nothing but its definition, and by not being empty where it was not; this is said.
 */
public final class DatabaseReading {
    private final SourceSnapshot.Description description;
    private final Instant takenAt;

    private DatabaseReading(SourceSnapshot.Description description, Instant takenAt) {
        this.description = description;
        this.takenAt = takenAt;
    }

    /**
     * Reads everything; every row is hashed by the server.
     *
     * @param progress told the bytes of the tables read so far
     */
    public static DatabaseReading of(Postgres postgres, DatabaseAddress address, Stop stop, LongConsumer progress) {
        try (SourceSnapshot snapshot = SourceSnapshot.of(postgres, address, stop)) {
            return new DatabaseReading(snapshot.describe(snapshot.sequences(), progress), snapshot.takenAt());
        } catch (SQLException e) {
            stop.check();
            throw Postgres.failure(address, e);
        }
    }

    public Fingerprint fingerprint() {
        return description.fingerprint();
    }

    /** By the server's clock. */
    public Instant takenAt() {
        return takenAt;
    }

    public long rows() {
        return fingerprint().rows();
    }

    /**
     * What a comparison found.
     *
     * @param differences what contradicts the readings; empty where nothing does
     * @param exact tables that were compared value by value
     * @param moved tables that were written to between the readings
     */
    public record Comparison(List<String> differences, int exact, List<String> moved) {}

    /** Compares a copy that was made between this reading and a later one. */
    public Comparison compare(DatabaseReading later, DatabaseReading copy) {
        Comparison comparison = compare(fingerprint(), later.fingerprint(), copy.fingerprint());
        List<String> differences = new ArrayList<>(comparison.differences());
        differences.addAll(Catalog.differences(description.schema(), copy.description.schema()));
        return new Comparison(differences, comparison.exact(), comparison.moved());
    }

    /** As {@link #compare(DatabaseReading, DatabaseReading)}, by fingerprints alone. */
    static Comparison compare(Fingerprint before, Fingerprint after, Fingerprint found) {
        if (!before.schemaSha256().equals(after.schemaSha256())) {
            return new Comparison(
                    List.of("the source's schema was changed while the snapshot was taken, so nothing can be compared"),
                    0,
                    List.of());
        }
        Map<String, TableContent> expected = new TreeMap<>(before.tables());
        List<String> moved = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        before.tables().forEach((name, content) -> {
            TableContent then = after.tables().get(name);
            TableContent there = found.tables().get(name);
            if (!content.equals(then) && then != null) {
                moved.add(name);
                if (there != null) {
                    expected.put(name, there);
                    if (there.rows() == 0 && content.rows() > 0 && then.rows() > 0) {
                        differences.add("table " + name + " is empty, the source's had " + content.rows()
                                + " rows before and " + then.rows() + " after");
                    }
                }
            }
        });
        boolean sameObjects = before.largeObjects().equals(after.largeObjects());
        if (!sameObjects) {
            moved.add("large objects");
        }
        Map<String, Fingerprint.SequenceState> sequences = new TreeMap<>();
        before.sequences()
                .forEach((name, state) ->
                        sequences.put(name, state.movedTo(after.sequences().getOrDefault(name, state))));
        Fingerprint between = new Fingerprint(
                before.schemaSha256(),
                before.ownershipSha256(),
                expected,
                sequences,
                sameObjects ? before.largeObjects() : found.largeObjects(),
                before.extensions());
        differences.addAll(between.differences(found, true));
        int exact = (int) before.tables().keySet().stream()
                .filter(name -> !moved.contains(name))
                .count();
        return new Comparison(differences, exact, moved);
    }
}
