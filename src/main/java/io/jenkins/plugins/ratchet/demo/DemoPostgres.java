package io.jenkins.plugins.ratchet.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A PostgreSQL 15 server of the demo's own: on a free loopback port, its data in one directory, its superuser behind a
 * password.
 *
 * <p>It runs as root too, where PostgreSQL itself refuses to: zonky then starts it in a user namespace
 * ({@code unshare}), which some containers forbid.
 */
public final class DemoPostgres implements AutoCloseable {
    public static final int MAJOR = 15;
    public static final String USER = "postgres";

    private static final String RULES = """
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128      scram-sha-256
            """;

    private final EmbeddedPostgres server;
    private final String password;

    private DemoPostgres(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    /**
     * As {@link #start(Path, Path, String)}, with the programs unpacked below the directory itself.
     */
    public static DemoPostgres start(Path directory, String password) throws IOException {
        return start(directory, directory.resolve("programs"), password);
    }

    /**
     * Starts the server; data that the directory holds from an earlier run is used again, with the password of then.
     *
     * @param directory gets {@code data} and {@code server.log}
     * @param programs where the server is unpacked, once: that takes most of the four seconds of a first start
     * @throws IOException when the server does not come up, or its programs are not beside the jar
     */
    public static DemoPostgres start(Path directory, Path programs, String password) throws IOException {
        Files.createDirectories(directory);
        Path data = directory.resolve("data");
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(directory.resolve("server.log").toFile());
        boolean fresh = !Files.exists(data.resolve("postgresql.conf"));
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setOverrideWorkingDirectory(programs.toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(true)
                    .setServerConfig("password_encryption", "scram-sha-256")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // the password is the only way in, also for who could reach a socket in /tmp
                    .setServerConfig("unix_socket_directories", "")
                    .setConnectConfig("password", password)
                    .setPGStartupWait(Duration.ofSeconds(30))
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start();
            DemoPostgres postgres = new DemoPostgres(server, password);
            if (fresh) {
                postgres.demandPassword(data);
            }
            return postgres;
        } catch (NoClassDefFoundError e) {
            throw new IOException("The embedded PostgreSQL is not in the directory \"embedded\" beside ratchet.jar", e);
        } catch (IllegalStateException | IOException | SQLException e) {
            throw new IOException(
                    "PostgreSQL does not start in " + directory + ": " + e.getMessage() + "; see "
                            + directory.resolve("server.log"),
                    e);
        }
    }

    public int port() {
        return server.getPort();
    }

    public String password() {
        return password;
    }

    /** A JDBC address without the password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, password);
    }

    /** Stops the server (fast shutdown) and leaves its data. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    /** initdb leaves a server that trusts everybody on this machine; from here on it does not. */
    private void demandPassword(Path data) throws SQLException, IOException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER USER " + USER + " PASSWORD '" + password.replace("'", "''") + "'");
            Files.writeString(data.resolve("pg_hba.conf"), RULES);
            statement.execute("SELECT pg_reload_conf()");
        }
        for (int i = 0; i < 100; i++) {
            try (Connection open = DriverManager.getConnection(url("postgres"), USER, password + "?")) {
                open.isValid(1); // still let in with a wrong password: the rules are not yet read
                Thread.sleep(20);
            } catch (SQLException refused) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while PostgreSQL read its rules", e);
            }
        }
        throw new IOException("PostgreSQL still lets everybody in");
    }
}
