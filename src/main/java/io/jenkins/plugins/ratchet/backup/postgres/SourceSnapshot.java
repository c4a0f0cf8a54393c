package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.SequenceState;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.postgresql.PGConnection;

/**
 * One moment of a database, held open so that pg_dump and the fingerprint see the same: a read-only, repeatable-read
 * transaction with its exported snapshot.
 */
final class SourceSnapshot implements AutoCloseable {
    private final Connection connection;
    private final Stop stop;
    private final Stop.Registration registration;
    private final String id;
    private final Instant takenAt;
    private final ReplayLag lag;

    /**
     * What the fingerprint's two hashes stand for.
     *
     * @param comparison version of the queries that yielded it, see {@link Catalog}
     */
    record Description(Fingerprint fingerprint, List<String> schema, List<String> ownership, int comparison) {
        Description withSequences(Map<String, SequenceState> sequences) {
            return new Description(fingerprint.withSequences(sequences), schema, ownership, comparison);
        }
    }

    /**
     * @param connection in no transaction; belongs to the snapshot from here on
     */
    SourceSnapshot(Connection connection, Stop stop) throws SQLException {
        this.connection = connection;
        this.stop = stop;
        this.registration = stop.whenRequested(this::cancelQuery);
        try {
            DatabaseContent.prepare(connection);
            lag = ReplayLag.read(connection).orElse(null); // before, so that it is never too small
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT pg_export_snapshot(), clock_timestamp()")) {
                row.next();
                id = row.getString(1);
                takenAt = row.getTimestamp(2).toInstant();
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** For {@code pg_dump --snapshot}. */
    String id() {
        return id;
    }

    /** By the server's clock; on a standby, when its primary was in that state, at the earliest. */
    Instant takenAt() {
        return lag == null || lag.time() == null ? takenAt : takenAt.minus(lag.time());
    }

    /** How far the server was behind its primary then; empty where it is no standby. */
    Optional<ReplayLag> lag() {
        return Optional.ofNullable(lag);
    }

    /**
     * @param sequences as they were before anybody else read the snapshot
     * @param progress told the bytes of the tables read so far
     */
    Description describe(Map<String, SequenceState> sequences, LongConsumer progress) throws SQLException {
        return describe(connection, Catalog.VERSION, sequences, stop, progress);
    }

    /** @param connection in a transaction, prepared by {@link DatabaseContent#prepare} */
    static Description describe(Connection connection, Stop stop, LongConsumer progress) throws SQLException {
        return describe(connection, Catalog.VERSION, sequences(connection), stop, progress);
    }

    /** As a manifest was that is to be compared, where its version of the queries is known; else as of now. */
    Description describeLike(Description other, LongConsumer progress) throws SQLException {
        int version = Catalog.knows(other.comparison()) ? other.comparison() : Catalog.VERSION;
        return describe(connection, version, sequences(), stop, progress);
    }

    private static Description describe(
            Connection connection, int version, Map<String, SequenceState> sequences, Stop stop, LongConsumer progress)
            throws SQLException {
        List<String> schema = BriefLocks.during(connection, () -> Catalog.schema(connection, version));
        List<String> ownership = BriefLocks.during(connection, () -> Catalog.ownership(connection, version));
        DatabaseContent content = new DatabaseContent(connection);
        Fingerprint fingerprint = new Fingerprint(
                Sha256.of(Lines.bytes(schema)),
                Sha256.of(Lines.bytes(ownership)),
                content.tables(stop, progress),
                sequences,
                BriefLocks.during(connection, content::largeObjects),
                BriefLocks.during(connection, content::extensions));
        return new Description(fingerprint, schema, ownership, version);
    }

    /** The sequences as they are now: they know no snapshot. */
    Map<String, SequenceState> sequences() throws SQLException {
        return sequences(connection);
    }

    private static Map<String, SequenceState> sequences(Connection connection) throws SQLException {
        return BriefLocks.during(connection, new DatabaseContent(connection)::sequences);
    }

    /** As they are now, against how they were before. */
    Map<String, SequenceState> sequencesSince(Map<String, SequenceState> before) throws SQLException {
        Map<String, SequenceState> after = sequences();
        Map<String, SequenceState> result = new TreeMap<>();
        before.forEach((name, state) -> result.put(name, state.movedTo(after.getOrDefault(name, state))));
        return result;
    }

    List<String> roles() throws SQLException {
        return BriefLocks.during(connection, new DatabaseContent(connection)::roles);
    }

    String superuser() throws SQLException {
        return BriefLocks.during(connection, new DatabaseContent(connection)::superuser);
    }

    /** The first column of the first row; null where there is none. */
    String singleValue(String query) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute("RESET search_path");
            try (ResultSet row = statement.executeQuery(query)) {
                return row.next() ? row.getString(1) : null;
            }
        } finally {
            connection.rollback(before); // the search path too
        }
    }

    private void cancelQuery() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // Nothing runs, or the server is gone: the work ends either way.
        }
    }

    @Override
    public void close() throws SQLException {
        registration.close();
        connection.close();
    }

    /** A snapshot of a freshly restored database is its only content, so the same reading serves for both. */
    static SourceSnapshot of(Postgres postgres, io.jenkins.plugins.ratchet.database.DatabaseAddress address, Stop stop)
            throws SQLException {
        return new SourceSnapshot(postgres.connectForLongWork(address), stop);
    }
}
