package io.jenkins.plugins.ratchet.rehearsal;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks, while migrations run, which locks they hold that keep others from reading or writing, and for how long; and
 * whether anybody is in the database at all. It looks some twenty times a second: what was held more briefly is not seen.
 */
final class LockSampler implements AutoCloseable {
    private static final long EVERY_MILLIS = 50;
    /** Locks of the sampler's own look are none of these. */
    private static final String QUERY = """
            SELECT l.relation, l.mode FROM pg_locks l
             WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_backend_pid()
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND l.mode IN ('AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')
            """;
    /** Ratchet's own sessions have names that begin with its own. */
    private static final String VISITORS = """
            SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> ALL (?)
            """;

    private final Connection session;
    private final Integer[] ours;
    private final Map<Long, String> tables = new HashMap<>();
    private final Map<Key, Held> held = new HashMap<>();
    private final Thread thread;
    private volatile boolean over;
    private volatile boolean visited;
    private volatile SQLException failure;

    private record Key(long relation, String mode) {}

    /** Times by {@link System#nanoTime}; −1 where it is not held now. */
    private static final class Held {
        private long since = -1;
        private long longest;
    }

    /**
     * Begins to look.
     *
     * @param keeper the session of ours that is there beside
     */
    LockSampler(Postgres postgres, DatabaseAddress address, Connection keeper, CatalogState before)
            throws SQLException {
        before.relations().forEach((oid, relation) -> tables.put(oid, relation.name()));
        session = postgres.connectForLongWork(address);
        ours = new Integer[] {pid(session), pid(keeper)};
        thread = new Thread(this::watch, "ratchet-locks");
        thread.setDaemon(true);
        thread.start();
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void watch() {
        try {
            while (!over) {
                look(System.nanoTime());
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look(long now) throws SQLException {
        Set<Key> seen = new HashSet<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                if (tables.containsKey(rows.getLong(1))) {
                    seen.add(new Key(rows.getLong(1), rows.getString(2)));
                }
            }
        }
        seen.forEach(key -> {
            Held lock = held.computeIfAbsent(key, each -> new Held());
            lock.since = lock.since < 0 ? now : lock.since;
            lock.longest = Math.max(lock.longest, now - lock.since);
        });
        held.forEach((key, lock) -> lock.since = seen.contains(key) ? lock.since : -1);
        if (!visited) {
            try (var statement = session.prepareStatement(VISITORS)) {
                statement.setArray(1, session.createArrayOf("int4", ours));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    visited = row.getInt(1) > 0;
                }
            }
        }
    }

    /** Whether anybody else was seen in the database. */
    boolean visited() {
        return visited;
    }

    /** The locks that were seen, longest first, in words. */
    synchronized List<String> locks() {
        List<String> words = new ArrayList<>();
        held.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().longest))
                .forEach(entry -> words.add(entry.getKey().mode().replace("Lock", "") + " on "
                        + tables.get(entry.getKey().relation()) + ", seen for "
                        + Duration.ofNanos(entry.getValue().longest).toMillis() + " ms: "
                        + (entry.getKey().mode().equals("AccessExclusiveLock")
                                ? "nobody reads or writes"
                                : "nobody writes")));
        if (failure != null) {
            words.add("locks could not be watched to the end: " + Postgres.reason(failure));
        }
        return words;
    }

    /** Looks no more. */
    void end() {
        over = true;
        try {
            thread.join(2 * EVERY_MILLIS + 1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        try {
            session.close();
        } catch (SQLException e) {
            // It goes with the database.
        }
    }
}
