package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a standby is behind its primary, by what the standby itself knows.
 *
 * @param bytes of write-ahead log that the primary is known to have and that are not replayed
 * @param time since the last transaction that was replayed; zero where everything that is known of was; null where it
 *     cannot be known
 * @param streaming whether the primary is connected and was heard of within {@value #SILENCE_SECONDS} s
 * @param paused whether somebody paused the replay
 */
record ReplayLag(long bytes, Duration time, boolean streaming, boolean paused) {
    /** Twice as long as a primary with the usual settings leaves its standby without a sign of life. */
    private static final int SILENCE_SECONDS = 60;

    /**
     * The columns of pg_stat_wal_receiver are empty for who may not read them; its row is there nevertheless. Without it
     * nothing says what the primary has, so the time counts even where all that was received is replayed.
     */
    private static final String QUERY = """
            WITH standby AS (
              SELECT pg_last_wal_replay_lsn() AS replayed,
                     greatest(pg_last_wal_receive_lsn(), (SELECT latest_end_lsn FROM pg_stat_wal_receiver)) AS known,
                     EXISTS (SELECT FROM pg_stat_wal_receiver
                              WHERE pid IS NOT NULL
                                AND coalesce(last_msg_receipt_time > clock_timestamp() - interval '%d s', true)) AS streaming,
                     pg_is_wal_replay_paused() AS paused,
                     clock_timestamp() - pg_last_xact_replay_timestamp() AS since)
            SELECT greatest(coalesce(known - replayed, 0), 0) AS bytes, streaming, paused,
                   CASE WHEN streaming AND coalesce(known <= replayed, false) THEN 0
                        ELSE extract(epoch FROM since) END AS seconds
              FROM standby""".formatted(SILENCE_SECONDS);

    /** Empty where the server is no standby. */
    static Optional<ReplayLag> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            try (ResultSet row = statement.executeQuery(QUERY)) {
                row.next();
                double seconds = Math.max(0, row.getDouble("seconds"));
                boolean unknown = row.wasNull();
                return Optional.of(new ReplayLag(
                        row.getLong("bytes"),
                        unknown ? null : Duration.ofMillis((long) (seconds * 1000)),
                        row.getBoolean("streaming"),
                        row.getBoolean("paused")));
            }
        }
    }

    /** @throws RunException {@code USAGE} where it is more than that, or cannot be known */
    void require(Duration most, String database) {
        if (time == null || time.compareTo(most) > 0) {
            throw RunException.usage("database " + database + ": the server is a standby, and " + behind()
                    + (paused ? "; its replay is paused" : "")
                    + (streaming ? "" : "; it is not connected to its primary")
                    + ": a backup would lack what was written since; name the primary, or wait, or allow more by"
                    + " backups.maxLag (" + Units.duration(most) + ")");
        }
    }

    /** For the log and the manifest. */
    String note() {
        return "the server is a standby; " + behind();
    }

    private String behind() {
        if (time == null) {
            return "how far it is behind its primary cannot be known: it has replayed no transaction";
        }
        return time.isZero() && bytes == 0
                ? "it had replayed all that its primary was known to have"
                : "it is behind its primary by " + Units.bytes(bytes)
                        + " of write-ahead log that it knows of, and by up to " + Units.duration(time);
    }
}
