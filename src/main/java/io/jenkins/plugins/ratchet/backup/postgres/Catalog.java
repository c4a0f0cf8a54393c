package io.jenkins.plugins.ratchet.backup.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Describes a database's schema from its catalogs, in lines that are the same for a database and its restored copy.
 *
 * <p>Manifests hold such lines, and are compared with databases that were restored by a later Ratchet. So the queries have
 * a version, which a manifest names. Those of a version that was released never change: better ones become the next
 * version, and the old ones stay beside them.
 */
final class Catalog {
    private static final int LONGEST_SHOWN = 200;
    /** {@code serialization_failure}: the same may succeed when it is tried again. */
    private static final String CHANGED = "40001";

    /** Before the part of a line that each major version of the server prints in its own way. */
    private static final char EXPRESSION = '\t';

    /** The version that manifests are written with. */
    static final int VERSION = 1;

    private Catalog() {}

    /** Whether this Ratchet has the queries of a version. */
    static boolean knows(int version) {
        return version >= 1 && version <= VERSION;
    }

    /** One object a line, sorted. */
    static List<String> schema(Connection connection, int version) throws SQLException {
        TreeSet<String> lines = new TreeSet<>(lines(connection, query("schema", version)));
        lines.addAll(lines(connection, query("objects", version)));
        return List.copyOf(lines);
    }

    /** Owner and access list of one object a line, sorted. */
    static List<String> ownership(Connection connection, int version) throws SQLException {
        return lines(connection, query("ownership", version));
    }

    /** The objects that differ, e.g. {@code expected index public.a.b: …}. */
    static List<String> differences(List<String> source, List<String> restored) {
        TreeSet<String> missing = new TreeSet<>(source);
        restored.forEach(missing::remove);
        TreeSet<String> added = new TreeSet<>(restored);
        source.forEach(added::remove);
        List<String> found = new ArrayList<>();
        missing.forEach(line -> found.add("expected " + shortened(line)));
        added.forEach(line -> found.add("found " + shortened(line)));
        return found;
    }

    /** The lines without their expressions. */
    static List<String> outline(List<String> lines) {
        return lines.stream()
                .map(line -> line.indexOf(EXPRESSION) < 0 ? line : line.substring(0, line.indexOf(EXPRESSION)))
                .toList();
    }

    private static String shortened(String difference) {
        String line = difference.replace(EXPRESSION, ' ');
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }

    private static List<String> lines(Connection connection, String query) throws SQLException {
        TreeSet<String> lines = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String text =
                        rows.getString("kind") + " " + rows.getString("identity") + ": " + rows.getString("exact");
                String printed = rows.getString("expression");
                if (printed == null || rows.getString("identity") == null) {
                    // The functions that print definitions see the present, the rows themselves the snapshot.
                    throw new SQLException(
                            "the schema is being changed while it is read: " + rows.getString("kind") + " "
                                    + rows.getString("identity") + " is gone; back up while no migration runs",
                            CHANGED);
                }
                String expression = ExpressionText.normal(printed);
                lines.add(escaped(text.strip()) + (expression.isEmpty() ? "" : EXPRESSION + escaped(expression)));
            }
        }
        return List.copyOf(lines);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    /** What is asked, e.g. {@code schema} of version 1. */
    static String query(String name, int version) {
        try (InputStream in = Catalog.class.getResourceAsStream("comparison/" + version + "/" + name + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
