package io.jenkins.plugins.ratchet.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of a JVM, on a free port of the loopback interface; it ends with the JVM. */
public final class PostgresServer {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static PostgresServer shared;

    private final EmbeddedPostgres server;

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** The shared server, started on first use. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** Another server, which the caller stops. */
    public static PostgresServer start() {
        try {
            return new PostgresServer(EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("fsync", "off")
                    .setLocaleConfig("locale", "C.UTF-8")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database as the superuser sees it; connections from loopback need no password. */
    public DatabaseAddress address(String name, String database) {
        return new DatabaseAddress(name, "127.0.0.1", port(), database, "postgres", null, "disable", null);
    }

    /** Creates a database under the name, with what the statements make of it. */
    public DatabaseAddress create(String database, String... statements) {
        String quoted = "\"" + database.replace("\"", "\"\"") + "\"";
        run(address("maintenance", "postgres"), "DROP DATABASE IF EXISTS " + quoted, "CREATE DATABASE " + quoted);
        DatabaseAddress address = address("metadata", database);
        run(address, statements);
        return address;
    }

    /** Creates a database under a name that no other test uses. */
    public DatabaseAddress createFresh(String... statements) {
        return create("test_" + NUMBER.incrementAndGet(), statements);
    }

    /** From now on the role logs in with its password only; other roles as before. */
    public void requirePassword(String role) {
        Path rules = Path.of(new Postgres()
                .singleValue(address("admin", "postgres"), "SHOW hba_file")
                .orElseThrow());
        try {
            Files.writeString(rules, "host all " + role + " all scram-sha-256\n" + Files.readString(rules));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(address("admin", "postgres"), "SELECT pg_reload_conf()");
    }

    /** Runs each statement in autocommit mode. */
    public static void run(DatabaseAddress address, String... statements) {
        try (Connection connection = new Postgres().connectForLongWork(address);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
