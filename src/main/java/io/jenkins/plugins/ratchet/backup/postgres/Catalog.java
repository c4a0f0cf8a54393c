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

/** Describes a database's schema from its catalogs, in lines that are the same for a database and its restored copy. */
final class Catalog {
    private static final int LONGEST_SHOWN = 200;
    private static final String SCHEMA = resource("schema.sql");
    private static final String OWNERSHIP = resource("ownership.sql");

    private Catalog() {}

    /** One object a line, sorted. */
    static List<String> schema(Connection connection) throws SQLException {
        return lines(connection, SCHEMA);
    }

    /** Owner and access list of one object a line, sorted. */
    static List<String> ownership(Connection connection) throws SQLException {
        return lines(connection, OWNERSHIP);
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

    private static String shortened(String line) {
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }

    private static List<String> lines(Connection connection, String query) throws SQLException {
        TreeSet<String> lines = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                String text = rows.getString("kind") + " " + rows.getString("identity") + ": " + rows.getString("exact")
                        + " " + ExpressionText.normal(rows.getString("expression"));
                lines.add(
                        text.strip().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"));
            }
        }
        return List.copyOf(lines);
    }

    private static String resource(String name) {
        try (InputStream in = Catalog.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
