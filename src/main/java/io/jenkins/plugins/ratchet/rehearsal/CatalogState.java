package io.jenkins.plugins.ratchet.rehearsal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * The objects of a database by their oids, which outlive a change of name: so a rename is told from a drop.
 *
 * @param columns by {@code oid.number}
 */
record CatalogState(
        Map<Long, Relation> relations,
        Map<String, Column> columns,
        Map<Long, Constraint> constraints,
        Map<Long, Named> types,
        Map<Long, Named> labels,
        Map<Long, Named> routines) {

    /**
     * A table, view, index or sequence.
     *
     * @param file number of its file; 0 where it has none
     * @param table that an index is of; 0 where it is none
     */
    record Relation(String kind, String name, long file, long table, boolean unique) {
        boolean isTable() {
            return kind.equals("table") || kind.equals("materialized view");
        }
    }

    /**
     * A column.
     *
     * @param preset its default or how it is generated; empty where there is none
     */
    record Column(long relation, String name, String type, boolean notNull, String preset) {}

    /** A constraint of a table, or of a domain, which then is no relation. */
    record Constraint(long relation, String name, String definition) {}

    /**
     * Anything else with a name.
     *
     * @param content what it is beside its name, e.g. a function's body
     */
    record Named(String kind, String name, String content) {}

    private static final String OURS = " nspname !~ '^pg_' AND nspname <> 'information_schema'";

    static CatalogState read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return new CatalogState(
                    relations(statement),
                    columns(statement),
                    constraints(statement),
                    named(statement, """
                            SELECT t.oid, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS kind,
                                   format('%I.%I', nspname, typname) AS name,
                                   concat_ws(' ', t.typnotnull, format_type(t.typbasetype, t.typtypmod)) AS content
                              FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                             WHERE t.typtype IN ('e', 'd', 'r')
                 AND""" + OURS),
                    named(statement, """
                            SELECT e.oid, 'value' AS kind, format('%I.%I %L', nspname, typname, enumlabel) AS name,
                                   '' AS content
                              FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
                              JOIN pg_namespace n ON n.oid = t.typnamespace
                 WHERE""" + OURS),
                    named(statement, """
                            SELECT p.oid, 'function' AS kind,
                                   format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)) AS name,
                                   md5(concat(p.prosrc, p.prorettype, p.provolatile, p.proisstrict)) AS content
                              FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE""" + OURS));
        }
    }

    private static Map<Long, Relation> relations(Statement statement) throws SQLException {
        Map<Long, Relation> found = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT c.oid, format('%I.%I', nspname, relname) AS name, relfilenode,
                       CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'
                            WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
                            WHEN 'c' THEN 'composite type' ELSE 'index' END AS kind,
                       coalesce(i.indrelid, 0) AS of_table, coalesce(i.indisunique, false) AS uniq
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_index i ON i.indexrelid = c.oid
                 WHERE relkind <> 't'
                 AND""" + OURS)) {
            while (rows.next()) {
                found.put(
                        rows.getLong("oid"),
                        new Relation(
                                rows.getString("kind"),
                                rows.getString("name"),
                                rows.getLong("relfilenode"),
                                rows.getLong("of_table"),
                                rows.getBoolean("uniq")));
            }
        }
        return found;
    }

    private static Map<String, Column> columns(Statement statement) throws SQLException {
        Map<String, Column> found = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull,
                       concat(pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated) AS preset
                  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                  JOIN pg_namespace n ON n.oid = c.relnamespace
                  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                 WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
                 AND""" + OURS)) {
            while (rows.next()) {
                found.put(
                        rows.getLong("attrelid") + "." + rows.getInt("attnum"),
                        new Column(
                                rows.getLong("attrelid"),
                                rows.getString("attname"),
                                rows.getString("type"),
                                rows.getBoolean("attnotnull"),
                                rows.getString("preset")));
            }
        }
        return found;
    }

    /** NOT NULL, which newer servers keep here too, is told by its column. */
    private static Map<Long, Constraint> constraints(Statement statement) throws SQLException {
        Map<Long, Constraint> found = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT c.oid, c.conrelid, format('%I', conname) AS name, pg_get_constraintdef(c.oid) AS definition
                  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
                 WHERE contype NOT IN ('n', 't')
                 AND""" + OURS)) {
            while (rows.next()) {
                found.put(
                        rows.getLong("oid"),
                        new Constraint(rows.getLong("conrelid"), rows.getString("name"), rows.getString("definition")));
            }
        }
        return found;
    }

    private static Map<Long, Named> named(Statement statement, String query) throws SQLException {
        Map<Long, Named> found = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.put(
                        rows.getLong("oid"),
                        new Named(rows.getString("kind"), rows.getString("name"), rows.getString("content")));
            }
        }
        return found;
    }
}
