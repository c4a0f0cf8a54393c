package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A database with one of everything, from {@code postgres/torture.sql}, and changes to it that a proof must notice. */
final class Torture {
    private Torture() {}

    /**
     * A change to the database.
     *
     * @param names what the comparison must say, at least
     */
    record Change(String names, String sql) {
        @Override
        public String toString() {
            return sql.replaceAll("\\s+", " ");
        }
    }

    static DatabaseAddress create(PostgresServer server, int major) {
        return server.createFresh(statements("/postgres/torture.sql", major).stream()
                .map(Change::sql)
                .toArray(String[]::new));
    }

    static List<Change> changes(int major) {
        return statements("/postgres/torture-changes.sql", major);
    }

    /** Statements stand apart by blank lines, each may begin with {@code -- since N} and {@code -- names TEXT}. */
    private static List<Change> statements(String resource, int major) {
        List<Change> statements = new ArrayList<>();
        for (String block : read(resource).split("\n\n+")) {
            String names = "";
            boolean known = true;
            StringBuilder sql = new StringBuilder();
            for (String line : block.split("\n")) {
                if (line.startsWith("-- since ")) {
                    known = major >= Integer.parseInt(line.substring("-- since ".length()));
                } else if (line.startsWith("-- names ")) {
                    names = line.substring("-- names ".length());
                } else if (!line.startsWith("--")) {
                    sql.append(sql.isEmpty() ? "" : "\n").append(line);
                }
            }
            if (known && !sql.isEmpty()) {
                statements.add(new Change(names, sql.toString()));
            }
        }
        return statements;
    }

    private static String read(String resource) {
        try (InputStream in = Torture.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
