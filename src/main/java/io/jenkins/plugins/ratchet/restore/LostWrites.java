package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a restore would leave behind in the database that is in use: rows now against rows at the moment of the backup.
 *
 * <p>Rows that were changed in place, and as many added as removed, do not show in a number of rows; the words say so.
 */
final class LostWrites {
    /** For the whole database: a plan is looked at by somebody who waits. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int SHOWN = 12;
    private static final String TABLES = """
            SELECT quote_ident(nspname) || '.' || quote_ident(relname), relation.reltuples::bigint
              FROM pg_class relation JOIN pg_namespace n ON n.oid = relnamespace
             WHERE relkind = 'r' AND relpersistence <> 't' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                                  AND d.objid = relation.oid AND d.deptype = 'e')""";

    private LostWrites() {}

    /** One line a table that differs; a line that says so where nothing could be counted or nothing differs. */
    static List<String> count(Postgres postgres, DatabaseAddress live, Map<String, Long> then) {
        try (Connection connection = postgres.connect(live);
                Statement statement = connection.createStatement()) {
            Map<String, Long> estimates = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    estimates.put(rows.getString(1), Math.max(0, rows.getLong(2)));
                }
            }
            return compare(statement, estimates, then);
        } catch (SQLException e) {
            return List.of("writes since the backup could not be counted: " + Postgres.reason(e));
        } catch (RunException e) {
            return List.of("writes since the backup could not be counted: " + e.getMessage());
        }
    }

    private static List<String> compare(Statement statement, Map<String, Long> estimates, Map<String, Long> then) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<String> lines = new ArrayList<>();
        long more = 0;
        long fewer = 0;
        Set<String> names = new TreeSet<>(estimates.keySet());
        names.addAll(then.keySet());
        int tables = 0;
        for (String name : names) {
            if (!estimates.containsKey(name)) {
                lines.add("table " + name + " is gone now; it comes back with " + then.get(name) + " rows");
                tables++;
                continue;
            }
            Long now = rows(statement, name, deadline);
            String text = now == null ? "about " + estimates.get(name) : now.toString();
            long count = now == null ? estimates.get(name) : now;
            if (!then.containsKey(name)) {
                lines.add("table " + name + " is new: " + text + " rows");
                more += count;
                tables++;
            } else if (now == null || count != then.get(name)) {
                lines.add("table " + name + ": " + text + " rows now, " + then.get(name) + " in the backup");
                more += Math.max(0, count - then.get(name));
                fewer += Math.max(0, then.get(name) - count);
                tables++;
            }
        }
        if (lines.isEmpty()) {
            return List.of(
                    "every table has as many rows as in the backup; rows that were changed since are not counted");
        }
        List<String> shown = new ArrayList<>();
        shown.add(more + " rows added since the backup, " + fewer + " removed, in " + tables
                + " tables; rows that were changed since are not counted");
        shown.addAll(lines.subList(0, Math.min(SHOWN, lines.size())));
        if (lines.size() > SHOWN) {
            shown.add("and " + (lines.size() - SHOWN) + " tables more");
        }
        return shown;
    }

    /** Null where counting would take too long, or our user may not read the table. */
    private static Long rows(Statement statement, String table, long deadline) {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            return null;
        }
        try {
            statement.execute("SET statement_timeout = " + millis);
            try (ResultSet row = statement.executeQuery("SELECT count(*) FROM ONLY " + table)) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            return null;
        }
    }
}
