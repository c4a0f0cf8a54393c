package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.LargeObjects;
import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.SequenceState;
import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.TableContent;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Reads what a database holds: rows, sequences, large objects, extensions.
 *
 * <p>Every row is read and hashed by the server itself; only sums travel. That costs about as much as one more dump
 * without compression, and it is what lets a proof notice a single changed value.
 */
final class DatabaseContent {
    /** {@code program_limit_exceeded}, and {@code internal_error} for "invalid memory alloc request size". */
    private static final List<String> ROW_TOO_LONG = List.of("54000", "XX000");

    private final Connection connection;

    /** @param connection in a read-only transaction, prepared by {@link #prepare} */
    DatabaseContent(Connection connection) {
        this.connection = connection;
    }

    /**
     * A table that a dump carries data of.
     *
     * @param bytes size on disk without indexes
     * @param columns all columns, quoted, in the order of their names
     * @param condition which rows of an extension's configuration table a dump carries; otherwise empty
     */
    private record Table(String name, long bytes, String columns, String condition) {}

    /**
     * Values print the same on every server only under the same settings; and where row-level security would hide rows,
     * an error is wanted instead.
     */
    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : List.of(
                    "search_path = ''",
                    "datestyle = 'ISO, YMD'",
                    "intervalstyle = 'postgres'",
                    "timezone = 'UTC'",
                    "extra_float_digits = 3",
                    "bytea_output = 'hex'",
                    "xmlbinary = 'base64'",
                    "lc_monetary = 'C'",
                    "quote_all_identifiers = off",
                    "row_security = off",
                    "jit = off",
                    "statement_timeout = 0",
                    "lock_timeout = '60s'",
                    "idle_in_transaction_session_timeout = 0")) {
                statement.execute("SET " + setting);
            }
        }
    }

    /** @param progress told the bytes of the tables read so far */
    Map<String, TableContent> tables(Stop stop, LongConsumer progress) throws SQLException {
        Map<String, TableContent> contents = new TreeMap<>();
        long done = 0;
        for (Table table : BriefLocks.during(connection, this::listTables)) {
            stop.check();
            contents.put(table.name(), content(table));
            done += table.bytes();
            progress.accept(done);
        }
        return contents;
    }

    Map<String, SequenceState> sequences() throws SQLException {
        List<String> names = column("""
                SELECT quote_ident(nspname) || '.' || quote_ident(relname)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                 WHERE relkind = 'S' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
                   AND NOT EXISTS (SELECT FROM pg_depend d
                                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                """);
        Map<String, SequenceState> states = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            for (String name : names) {
                try (ResultSet row = statement.executeQuery("SELECT last_value, is_called FROM " + name)) {
                    row.next();
                    states.put(name, new SequenceState(row.getBigDecimal(1).toBigInteger(), row.getBoolean(2), null));
                }
            }
        }
        return states;
    }

    /**
     * Pages of zeros and zeros at a page's end are left out of the checksum: a hole in a large object is restored as
     * zeros. Only superusers may read {@code pg_largeobject}; others read object by object, with the same result.
     */
    LargeObjects largeObjects() throws SQLException {
        String pages = """
                SELECT loid, pageno::bigint AS page, data FROM pg_largeobject""";
        if (!flag("SELECT has_table_privilege('pg_largeobject', 'SELECT')")) {
            pages = """
                    SELECT o.oid AS loid, page, lo_get(o.oid, page * s.page_size, s.page_size::int) AS data
                      FROM (SELECT current_setting('block_size')::bigint / 4 AS page_size) s,
                           (SELECT oid, lo_lseek64(lo_open(oid, 262144), 0, 2) AS length FROM pg_largeobject_metadata) o,
                           LATERAL generate_series(0, (o.length - 1) / s.page_size) AS page
                     WHERE o.length > 0""";
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT (SELECT count(*) FROM pg_largeobject_metadata),"
                        + " coalesce(sum(bytes), 0), coalesce(sum(checksum), 0) FROM (SELECT"
                        + " max(page * (current_setting('block_size')::bigint / 4) + length(data)) AS bytes,"
                        + " sum(hashtextextended(loid || ':' || page || ':' || rtrim(encode(data, 'hex'), '0'), 0))"
                        + " FILTER (WHERE rtrim(encode(data, 'hex'), '0') <> '') AS checksum"
                        + " FROM (" + pages + ") p GROUP BY loid) o")) {
            row.next();
            return new LargeObjects(
                    row.getLong(1), row.getLong(2), row.getBigDecimal(3).toPlainString());
        }
    }

    Map<String, String> extensions() throws SQLException {
        Map<String, String> versions = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT extname, extversion FROM pg_extension")) {
            while (rows.next()) {
                versions.put(rows.getString(1), rows.getString(2));
            }
        }
        return versions;
    }

    /** Roles that the database's objects, privileges and policies name, and its owner. */
    List<String> roles() throws SQLException {
        return column("""
                SELECT rolname FROM pg_roles
                 WHERE oid IN (SELECT refobjid FROM pg_shdepend, pg_database d
                                WHERE refclassid = 'pg_authid'::regclass AND datname = current_database()
                                  AND (dbid = d.oid OR (classid = 'pg_database'::regclass AND objid = d.oid)))
                    OR oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
                 ORDER BY rolname COLLATE "C"
                """);
    }

    /** The role that the server was made with, which may own what no list of roles names. */
    String superuser() throws SQLException {
        return column("SELECT rolname FROM pg_roles WHERE oid = 10").get(0);
    }

    private List<Table> listTables() throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                SELECT quote_ident(nspname) || '.' || quote_ident(relname) AS name, pg_table_size(c.oid) AS bytes,
                       (SELECT coalesce(string_agg('t.' || quote_ident(attname), ', ' ORDER BY attname COLLATE "C"), '')
                          FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
                       coalesce(configuration, '') AS condition
                  FROM pg_class c
                  JOIN pg_namespace n ON n.oid = relnamespace
                  LEFT JOIN (SELECT unnest(extconfig) AS oid, unnest(extcondition) AS configuration FROM pg_extension) e
                         ON e.oid = c.oid
                 WHERE relkind = 'r' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
                   AND (e.oid IS NOT NULL
                        OR NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                                          AND d.objid = c.oid AND d.deptype = 'e'))
                 ORDER BY bytes DESC, name
                """)) {
            while (rows.next()) {
                tables.add(new Table(rows.getString(1), rows.getLong(2), rows.getString(3), rows.getString(4)));
            }
        }
        return tables;
    }

    private TableContent content(Table table) throws SQLException {
        try {
            return BriefLocks.during(
                    connection,
                    () -> count(table, "coalesce(sum(hashtextextended(ROW(" + table.columns() + ")::text, 0)), 0)"));
        } catch (SQLException e) {
            if (!ROW_TOO_LONG.contains(e.getSQLState())) {
                throw e;
            }
            return BriefLocks.during(connection, () -> count(table, "NULL::numeric"));
        }
    }

    private TableContent count(Table table, String checksum) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*), " + checksum + " FROM ONLY " + table.name() + " AS t " + table.condition())) {
            row.next();
            BigDecimal sum = row.getBigDecimal(2);
            return new TableContent(row.getLong(1), sum == null ? null : sum.toPlainString());
        }
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private boolean flag(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
