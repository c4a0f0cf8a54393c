package io.jenkins.plugins.ratchet.database;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Connects to PostgreSQL, and says in one sentence what is wrong where that fails. */
public final class Postgres {
    /** By this name Ratchet's sessions are found in {@code pg_stat_activity}. */
    public static final String APPLICATION_NAME = "ratchet";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(30);

    /** A connection for short, read-only questions: a peer that stops answering is noticed within a minute. */
    public Connection connect(DatabaseAddress address) {
        return open(address, QUERY_TIMEOUT.multipliedBy(2), true);
    }

    /** A connection for work that may take hours; only TCP keepalive notices that its peer is gone. */
    public Connection connectForLongWork(DatabaseAddress address) {
        return open(address, Duration.ZERO, false);
    }

    /**
     * The first column of the query's first row, as text, read in a read-only transaction within 30 s; empty where there
     * is no row or the value is null.
     */
    public Optional<String> singleValue(DatabaseAddress address, String query) {
        List<String> values = read(address, query, 1);
        return values.isEmpty() ? Optional.empty() : Optional.ofNullable(values.get(0));
    }

    /** The first column of every row, as text, in the query's order; read as by {@link #singleValue}. */
    public List<String> firstColumn(DatabaseAddress address, String query) {
        return read(address, query, 0);
    }

    /**
     * What identifies the server: its system identifier, which a restore to another server does not carry over. Where
     * the user may not read that, {@code address:HOST:PORT}.
     */
    public String server(DatabaseAddress address) {
        try (Connection connection = connect(address)) {
            return server(connection, address);
        } catch (SQLException e) {
            throw failure(address, e);
        }
    }

    /** As {@link #server(DatabaseAddress)}, over an open connection that is in no transaction. */
    public String server(Connection connection, DatabaseAddress address) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT system_identifier::text FROM pg_control_system()")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) { // insufficient_privilege: some providers revoke it
                throw e;
            }
            return "address:" + address.namedHost() + ":" + address.namedPort();
        }
    }

    /**
     * The environment by which PostgreSQL's own client programs find the same database.
     *
     * <p>Through it, not through arguments: others on the machine can read a process's arguments, its environment only
     * the same user and root can; unlike a password file, nothing is left behind by a kill. {@code PGDATABASE} is also
     * taken literally where {@code -d} would read a name with an equals sign as a connection string.
     */
    public static Map<String, String> environment(DatabaseAddress address) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PGHOST", address.host());
        environment.put("PGPORT", Integer.toString(address.port()));
        environment.put("PGUSER", address.user());
        environment.put("PGDATABASE", address.database());
        environment.put("PGAPPNAME", APPLICATION_NAME);
        environment.put("PGCONNECT_TIMEOUT", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        if (address.password() != null) {
            environment.put("PGPASSWORD", address.password());
        }
        if (address.sslmode() != null) {
            environment.put("PGSSLMODE", address.sslmode());
        }
        if (address.sslrootcert() != null) {
            environment.put("PGSSLROOTCERT", address.sslrootcert());
        }
        return environment;
    }

    /**
     * Whether the server lets the user replicate from here: what it says to {@code IDENTIFY_SYSTEM} on such a connection
     * is its system identifier.
     *
     * @throws RunException where it does not
     */
    public String replicationServer(DatabaseAddress address) {
        try (Connection connection = open(
                        address,
                        QUERY_TIMEOUT,
                        false,
                        Map.of(
                                "replication", "true",
                                "preferQueryMode", "simple",
                                "assumeMinServerVersion", "12"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw failure(address, e);
        }
    }

    private List<String> read(DatabaseAddress address, String query, int maxRows) {
        try (Connection connection = connect(address)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = " + QUERY_TIMEOUT.toMillis());
                statement.setMaxRows(maxRows);
                try (ResultSet rows = statement.executeQuery(query)) {
                    List<String> values = new ArrayList<>();
                    while (rows.next()) {
                        values.add(rows.getString(1));
                    }
                    return values;
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw failure(address, e);
        }
    }

    private static Connection open(DatabaseAddress address, Duration socketTimeout, boolean readOnly) {
        return open(address, socketTimeout, readOnly, Map.of());
    }

    private static Connection open(
            DatabaseAddress address, Duration socketTimeout, boolean readOnly, Map<String, String> more) {
        Properties properties = new Properties();
        properties.putAll(more);
        properties.setProperty("user", address.user());
        properties.setProperty("ApplicationName", APPLICATION_NAME);
        properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds() * 2));
        properties.setProperty("socketTimeout", Long.toString(socketTimeout.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        if (address.password() != null) {
            properties.setProperty("password", address.password());
        }
        if (address.sslmode() != null) {
            properties.setProperty("sslmode", address.sslmode());
        }
        if (address.sslrootcert() != null) {
            properties.setProperty("sslrootcert", address.sslrootcert());
        }
        if (address.unixSocket()) {
            properties.setProperty("socketFactory", UnixSockets.class.getName());
            properties.setProperty("socketFactoryArg", address.host() + "/.s.PGSQL." + address.port());
            properties.setProperty("sslmode", "disable"); // PostgreSQL has none there
            properties.setProperty("gssEncMode", "disable");
        }
        String host = address.unixSocket()
                ? "localhost"
                : address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        String url = "jdbc:postgresql://" + host + ":" + address.port() + "/"
                + URLEncoder.encode(address.database(), StandardCharsets.UTF_8);
        try {
            Connection connection = new org.postgresql.Driver().connect(url, properties);
            if (readOnly) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET default_transaction_read_only = on");
                }
            }
            return connection;
        } catch (SQLException e) {
            throw failure(address, e);
        }
    }

    /** One clear message for what PostgreSQL or the driver reported; never with the password. */
    public static RunException failure(DatabaseAddress address, SQLException cause) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        String who = "database " + address.name() + " (" + address.toString().replaceAll("\\p{Cntrl}", "?") + "): ";
        String said = reason(cause);
        if (state.startsWith("28")) {
            String with = address.password() == null ? "without a password" : "with the password given";
            return RunException.usage(who + "the server refused the login " + with + ": " + said
                    + "; check connection.user and connection.password");
        }
        if (state.equals("3D000")) {
            return RunException.usage(who + said + "; check connection.database");
        }
        if (state.startsWith("08") && !state.equals("08P01")) {
            return RunException.unavailable(
                    who + "the server cannot be reached or went away: " + said
                            + "; check connection.host and connection.port, and that this machine may connect",
                    cause);
        }
        if (state.equals("57014")) {
            return RunException.unavailable(who + "the query was cancelled or took too long: " + said, cause);
        }
        if (state.startsWith("42")) {
            return RunException.usage(who + said);
        }
        return RunException.unavailable(who + said, cause);
    }

    /** The server's own words on one line; the driver's where the server said nothing. */
    public static String reason(SQLException cause) {
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        Throwable root = cause.getCause();
        if (root != null && root.getMessage() != null && !text.contains(root.getMessage())) {
            text = text + " (" + root.getMessage() + ")";
        }
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
