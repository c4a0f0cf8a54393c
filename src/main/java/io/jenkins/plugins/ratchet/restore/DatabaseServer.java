package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The databases of one PostgreSQL server, looked at and exchanged from a session in none of them: a database that
 * somebody is in, ourselves included, cannot be renamed.
 */
final class DatabaseServer implements AutoCloseable {
    private static final String IN_USE = "55006";
    /** Of sessions of other roles a user without privileges sees no more than whose they are. */
    private static final String CLIENTS = " FROM pg_stat_activity JOIN pg_roles r ON r.oid = usesysid"
            + " WHERE datname = ? AND pid <> pg_backend_pid()"
            + " AND coalesce(backend_type, 'client backend') = 'client backend'";

    private static final String MAY_END =
            "((SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR NOT r.rolsuper"
                    + " AND (pg_has_role(r.oid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')))";

    private static final Duration WORK_ENDS = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final List<String> MAINTENANCE = List.of("postgres", "template1");

    private final DatabaseAddress address;
    private final Connection session;
    private final String id;

    /**
     * A session of somebody in a database.
     *
     * @param mayEnd whether our user may end it
     */
    record Client(int pid, String user, String application, String from, boolean mayEnd) {
        @Override
        public String toString() {
            return (application.isEmpty() ? "no application name" : application) + " (" + user + "@" + from + ")";
        }
    }

    private DatabaseServer(DatabaseAddress address, Connection session, String id) {
        this.address = address;
        this.session = session;
        this.id = id;
    }

    /**
     * Connects to another database of the server.
     *
     * @param concerned names of databases that must be left alone
     */
    static DatabaseServer open(Postgres postgres, DatabaseAddress server, Set<String> concerned) {
        RunException last = null;
        for (String name : MAINTENANCE) {
            if (concerned.contains(name)) {
                continue;
            }
            try {
                DatabaseAddress there = server.withDatabase(name);
                Connection session = postgres.connectForLongWork(there);
                try (Statement statement = session.createStatement()) {
                    statement.execute("SET lock_timeout = '10s'");
                    statement.execute("SET statement_timeout = 0");
                    return new DatabaseServer(there, session, postgres.server(session, there));
                } catch (SQLException e) {
                    session.close();
                    throw Postgres.failure(there, e);
                }
            } catch (RunException e) {
                last = e;
            } catch (SQLException e) {
                throw Postgres.failure(server, e);
            }
        }
        throw last != null
                ? last
                : RunException.usage("database " + server.name() + " is called " + server.database()
                        + ": a database of that name cannot be restored in place");
    }

    /** What identifies it, as manifests have it. */
    String id() {
        return id;
    }

    DatabaseAddress address() {
        return address;
    }

    Connection session() {
        return session;
    }

    boolean exists(String name) {
        return !texts("SELECT 1 FROM pg_database WHERE datname = ?", name).isEmpty();
    }

    /** Its comment; empty where there is none, or no such database. */
    String comment(String name) {
        return texts(
                        "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = ?",
                        name)
                .stream()
                .findFirst()
                .orElse("");
    }

    boolean connectionsAllowed(String name) {
        return !texts("SELECT 1 FROM pg_database WHERE datname = ? AND datallowconn", name)
                .isEmpty();
    }

    String tablespace(String name) {
        return texts(
                        "SELECT spcname FROM pg_database JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = ?",
                        name)
                .stream()
                .findFirst()
                .orElse(null);
    }

    DatabaseProperties properties(String name) {
        try {
            return DatabaseProperties.read(session, name);
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    /** Why it could not be renamed by our user; empty where nothing speaks against it. */
    Optional<String> notOurs(String name) {
        List<String> owner = texts(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = ? AND NOT pg_has_role(datdba, 'USAGE')",
                name);
        return owner.stream()
                .findFirst()
                .map(role -> "user " + address.user() + " may not rename database " + name + ", which belongs to "
                        + role + "; connect as a member of that role or as a superuser");
    }

    /** Transactions that were prepared for a commit in two phases and keep the database from being renamed. */
    List<String> preparedTransactions(String name) {
        return texts("SELECT gid FROM pg_prepared_xacts WHERE database = ?", name);
    }

    List<String> logicalSlots(String name) {
        return texts("SELECT slot_name FROM pg_replication_slots WHERE database = ? AND NOT temporary", name);
    }

    List<Client> clients(String name) {
        List<Client> clients = new ArrayList<>();
        try (PreparedStatement statement = session.prepareStatement("SELECT pid, usename,"
                + " coalesce(application_name, ''), coalesce(client_addr::text, 'unknown'), " + MAY_END + CLIENTS)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    clients.add(new Client(
                            rows.getInt(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getBoolean(5)));
                }
            }
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
        return clients;
    }

    /** Ends every session in it that we may end. */
    void endClients(String name) {
        texts("SELECT pg_terminate_backend(pid)::text" + CLIENTS + " AND " + MAY_END, name);
    }

    /** Nobody, superusers included, gets into a database that allows no connections; who is in it stays in it. */
    void allowConnections(String name, boolean allow) {
        execute("ALTER DATABASE " + Sql.identifier(name) + " ALLOW_CONNECTIONS " + allow);
    }

    void comment(String name, String text) {
        execute("COMMENT ON DATABASE " + Sql.identifier(name) + " IS " + Sql.literal(text));
    }

    /** From now on whoever wants this copy gone finds our session: CREATE DATABASE outlives the client that asked for it. */
    void worksOn(String copy) {
        execute("SET application_name = " + Sql.literal(copy));
    }

    private void endWorkOn(String copy) {
        String others = " FROM pg_stat_activity WHERE application_name = ? AND pid <> pg_backend_pid()";
        long deadline = System.nanoTime() + WORK_ENDS.toNanos();
        while (!texts("SELECT pg_terminate_backend(pid)::text" + others, copy).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw RunException.failed("a session of a run that died still works on database " + copy
                        + " and does not end; end it (pg_stat_activity, application_name " + copy + ")");
            }
            try {
                Thread.sleep(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw RunException.failed("interrupted while the work on database " + copy + " was being ended");
            }
        }
    }

    /** Drops a copy that we made ourselves, with whatever still works in it or on it. */
    void drop(String name) {
        endWorkOn(name);
        if (exists(name)) {
            allowConnections(name, false);
            endClients(name);
            int major = major();
            execute("DROP DATABASE IF EXISTS " + Sql.identifier(name) + (major >= 13 ? " WITH (FORCE)" : ""));
        }
    }

    /**
     * Gives restored copies their names, all in one transaction: whoever looks sees all of the old ones or all of the new
     * ones. What belongs to a database as a whole goes over to its copy, and the database in use until now stays under
     * its other name. Nobody may be connected.
     *
     * @param properties of the databases in use, for copies that take nobody's place; by name in {@code ratchet.yaml}
     * @return false where somebody still, or again, is connected; nothing was changed then
     */
    boolean exchange(List<RestoredDatabase> databases, Map<String, DatabaseProperties> properties, String why) {
        try {
            session.setAutoCommit(false);
            try (Statement statement = session.createStatement()) {
                for (RestoredDatabase database : databases) {
                    exchange(statement, database, properties.get(database.database()), why);
                }
                session.commit();
                return true;
            } catch (SQLException e) {
                session.rollback();
                if (IN_USE.equals(e.getSQLState())) {
                    return false;
                }
                throw RunException.failed("the databases on " + address.namedHost() + ":" + address.namedPort()
                        + " could not be exchanged, and none was: " + Postgres.reason(e));
            } finally {
                session.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    private void exchange(Statement statement, RestoredDatabase database, DatabaseProperties given, String why)
            throws SQLException {
        String name = Sql.identifier(database.name());
        DatabaseProperties properties =
                database.kept() == null ? given : DatabaseProperties.read(session, database.name());
        if (database.kept() != null) {
            String kept = Sql.identifier(database.kept());
            statement.execute("ALTER DATABASE " + name + " RENAME TO " + kept);
            statement.execute("ALTER DATABASE " + kept + " ALLOW_CONNECTIONS true");
            statement.execute("COMMENT ON DATABASE " + kept + " IS "
                    + Sql.literal(why + (properties.comment() == null ? "" : "; it was: " + properties.comment())));
        }
        statement.execute("ALTER DATABASE " + Sql.identifier(database.copy()) + " RENAME TO " + name);
        statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        for (String sql : properties.statements(database.name())) {
            statement.execute(sql);
        }
        requireSame(properties, DatabaseProperties.read(session, database.name()), database.name());
    }

    private static void requireSame(DatabaseProperties wanted, DatabaseProperties found, String name)
            throws SQLException {
        if (!wanted.equals(found)) {
            throw new SQLException("database " + name + " would not be what it was: " + wanted + " became " + found);
        }
    }

    int major() {
        try {
            return session.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    private void execute(String sql) {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw RunException.failed("server " + address.namedHost() + ":" + address.namedPort() + ": "
                    + Postgres.reason(e) + " (" + sql + ")");
        }
    }

    private List<String> texts(String sql, String parameter) {
        try {
            return Sql.texts(session, sql, parameter);
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            // It ends with us anyway.
        }
    }
}
