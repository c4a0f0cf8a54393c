package io.jenkins.plugins.ratchet.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipFile;

/**
 * A real PostgreSQL on a free port of the loopback interface; it ends with the JVM. All tests of a JVM share one of the
 * demo's version; servers of other majors, which the build puts into {@code target/postgres-servers}, are started apart.
 */
public final class PostgresServer {
    /** What can be started, the newest release of each. */
    public static final List<Integer> MAJORS = List.of(14, 15, 16, 17, 18);

    private static final Path SERVERS = Path.of("target/postgres-servers");
    private static final int EMBEDDED = 15;
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
        return start(EMBEDDED);
    }

    /** Another server of one of {@link #MAJORS}, which the caller stops. */
    public static PostgresServer start(int major) {
        return start(major, Map.of());
    }

    /** As {@link #start(int)}, with settings of its own. */
    public static PostgresServer start(int major, Map<String, String> settings) {
        EmbeddedPostgres.Builder server = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "60")
                .setServerConfig("fsync", "off")
                .setLocaleConfig("locale", "C.UTF-8");
        settings.forEach(server::setServerConfig);
        if (major != EMBEDDED) {
            server.setOverrideWorkingDirectory(
                    SERVERS.resolve(Integer.toString(major)).toAbsolutePath().toFile());
            server.setPgBinaryResolver((system, machine) -> programs(SERVERS.resolve(major + ".jar")));
        }
        try {
            return new PostgresServer(server.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archive of programs inside a jar of zonky's. */
    private static InputStream programs(Path jar) throws IOException {
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing: `mvn pre-integration-test -DskipTests` puts it there");
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return new ByteArrayInputStream(zip.getInputStream(zip.getEntry("postgres-linux-x86_64.txz"))
                    .readAllBytes());
        }
    }

    public int port() {
        return server.getPort();
    }

    /** Its process, the parent of all others of the server. */
    public ProcessHandle postmaster() {
        Path data = Path.of(setting("data_directory"));
        try {
            return ProcessHandle.of(Long.parseLong(
                            Files.readAllLines(data.resolve("postmaster.pid")).get(0)))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a setting or a preset option. */
    public String setting(String name) {
        return new Postgres()
                .singleValue(address("admin", "postgres"), "SHOW " + name)
                .orElseThrow();
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
        rule("host all " + role + " all scram-sha-256");
    }

    /** From now on the role gets in by TLS only, then without a password. */
    public void refuseWithoutTls(String role) {
        rule("hostnossl all " + role + " all reject");
    }

    private void rule(String rule) {
        Path rules = Path.of(setting("hba_file"));
        try {
            Files.writeString(rules, rule + "\n" + Files.readString(rules));
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
