package io.jenkins.plugins.ratchet.backup.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Reads in a savepoint that is rolled back, which gives up the locks of the reading.
 *
 * <p>A transaction otherwise keeps its locks to its end, and the one with the snapshot stays open as long as pg_dump
 * runs. Even a view's definition is read under a lock: an application's REFRESH MATERIALIZED VIEW would wait for it,
 * pg_dump behind that, and all three for ever, since the server sees no deadlock where one of them is idle.
 */
final class BriefLocks {
    private BriefLocks() {}

    /** Something that only reads. */
    interface Reading<T> {
        T read() throws SQLException;
    }

    /** @param connection in a transaction */
    static <T> T during(Connection connection, Reading<T> reading) throws SQLException {
        Savepoint before = connection.setSavepoint();
        T value;
        try {
            value = reading.read();
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback(before);
            } catch (SQLException alsoGone) {
                e.addSuppressed(alsoGone);
            }
            throw e;
        }
        connection.rollback(before);
        connection.releaseSavepoint(before); // it survives the rollback, and there may be one for every table
        return value;
    }
}
