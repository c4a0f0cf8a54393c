package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The database into which a backup is restored for its proof. It lives no longer than the proof.
 *
 * <p>One session, the keeper, stays connected to it all the time and ends with this process: so a scratch database
 * without a keeper belongs to a run that died, and the next run drops it together with a pg_restore that outlived the
 * run. An advisory lock covers the moment between its creation and the keeper.
 */
final class ScratchDatabase implements AutoCloseable {
    static final String PREFIX = "ratchet_scratch_";
    private static final String MARK = "Ratchet scratch database";
    private static final String KEEPER = "ratchet scratch";
    private static final int LONGEST_NAME = 63;
    /** "Ratchet" in ASCII: the advisory lock of whoever creates or clears away scratch databases. */
    private static final long LOCK = 0x52617463686574L;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Postgres postgres;
    private final DatabaseAddress server;
    private final DatabaseAddress address;
    private final Connection keeper;

    private ScratchDatabase(Postgres postgres, DatabaseAddress server, DatabaseAddress address, Connection keeper) {
        this.postgres = postgres;
        this.server = server;
        this.address = address;
        this.keeper = keeper;
    }

    /** Creates an empty one with the source's encoding and locale. */
    static ScratchDatabase create(
            Postgres postgres, DatabaseAddress server, String upgrade, String name, SourceDatabase source) {
        DatabaseAddress address = server.withDatabase(name(upgrade, name));
        String identifier = identifier(address.database());
        boolean created = false;
        try (Connection maintenance = maintenance(postgres, server);
                Statement statement = maintenance.createStatement()) {
            lock(statement);
            statement.execute("CREATE DATABASE " + identifier + " TEMPLATE template0 ENCODING "
                    + literal(source.encoding()) + options(source.locale(), major(maintenance)));
            created = true;
            statement.execute("COMMENT ON DATABASE " + identifier + " IS "
                    + literal(MARK + ": proves the backup of " + name + " for upgrade " + upgrade + ", made "
                            + Instant.now() + "; it is dropped after the proof, and may be dropped by anyone while no"
                            + " session uses it"));
            return new ScratchDatabase(postgres, server, address, keep(postgres, address));
        } catch (SQLException e) {
            if (created) {
                drop(postgres, server, address.database());
            }
            throw RunException.failed(
                    "database " + name + ": a scratch database for the proof cannot be made on " + server.namedHost()
                            + ":" + server.namedPort() + " as " + server.user() + ": " + Postgres.reason(e));
        } catch (RunException e) {
            if (created) {
                drop(postgres, server, address.database());
            }
            throw e;
        }
    }

    DatabaseAddress address() {
        return address;
    }

    /** The session that keeps it; for reading what was restored. */
    Connection session() {
        return keeper;
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } catch (SQLException e) {
            // It is dropped with all its sessions anyway.
        }
        drop(postgres, server, address.database());
    }

    /** Drops what dead runs left on a server, and returns the names. */
    static List<String> dropAbandoned(Postgres postgres, DatabaseAddress server) {
        List<String> dropped = new ArrayList<>();
        try (Connection maintenance = maintenance(postgres, server);
                Statement statement = maintenance.createStatement()) {
            lock(statement);
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    SELECT datname FROM pg_database d
                     WHERE left(datname, %d) = '%s' AND pg_has_role(datdba, 'USAGE')
                       AND coalesce(shobj_description(oid, 'pg_database'), '%3$s') LIKE '%3$s%%'
                       AND NOT EXISTS (SELECT FROM pg_stat_activity a
                                        WHERE a.datid = d.oid AND a.application_name = '%4$s')
                    """.formatted(PREFIX.length(), PREFIX, MARK, KEEPER))) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                drop(postgres, server, name);
                dropped.add(name);
            }
            return dropped;
        } catch (SQLException | RunException e) {
            return dropped; // another run may be at the same; what is left is for the next one
        }
    }

    /** A session in a database that is not the one to be created or dropped. */
    static Connection maintenance(Postgres postgres, DatabaseAddress server) {
        try {
            return postgres.connectForLongWork(server.withDatabase("postgres"));
        } catch (RunException e) { // it may not exist, or may not be open to this user
            return postgres.connectForLongWork(server);
        }
    }

    private static void drop(Postgres postgres, DatabaseAddress server, String database) {
        for (int attempt = 1; ; attempt++) {
            try (Connection maintenance = maintenance(postgres, server);
                    Statement statement = maintenance.createStatement()) {
                // A session of a pg_restore that was ended may still be busy: it is ended too.
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                        + literal(database) + " AND usename = current_user");
                statement.execute("DROP DATABASE IF EXISTS " + identifier(database)
                        + (major(maintenance) >= 13 ? " WITH (FORCE)" : ""));
                return;
            } catch (SQLException | RunException e) {
                if (attempt == 3) {
                    throw RunException.failed("the scratch database " + database + " on " + server.namedHost() + ":"
                            + server.namedPort() + " could not be dropped: "
                            + (e instanceof SQLException sql ? Postgres.reason(sql) : e.getMessage())
                            + "; the next backup drops it, or drop it by hand: DROP DATABASE " + identifier(database));
                }
            }
        }
    }

    private static Connection keep(Postgres postgres, DatabaseAddress address) throws SQLException {
        Connection keeper = postgres.connectForLongWork(address);
        try {
            try (Statement statement = keeper.createStatement()) {
                statement.execute("SET application_name = " + literal(KEEPER));
                if (major(keeper) >= 14) {
                    statement.execute("SET idle_session_timeout = 0");
                }
            }
            return keeper;
        } catch (SQLException e) {
            keeper.close();
            throw e;
        }
    }

    private static void lock(Statement statement) throws SQLException {
        statement.execute("SET lock_timeout = '60s'");
        statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
    }

    /** Of CREATE DATABASE, as far as the server knows them. */
    static String options(Map<String, String> locale, int major) {
        StringBuilder options = new StringBuilder();
        locale.forEach((option, value) -> {
            if (major >= 15 || option.startsWith("LC_")) {
                options.append(' ').append(option).append(' ').append(literal(value));
            }
        });
        return options.toString();
    }

    private static int major(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion();
    }

    /** {@code ratchet_scratch_<upgrade>_<name>_<random>}, within PostgreSQL's 63 bytes. */
    static String name(String upgrade, String name) {
        String random = String.format("_%08x", RANDOM.nextInt());
        String middle = plain(upgrade) + "_" + plain(name);
        int room = LONGEST_NAME - PREFIX.length() - random.length();
        return PREFIX + (middle.length() > room ? middle.substring(0, room) : middle) + random;
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Values with a backslash need no care: standard_conforming_strings is on in every session of the driver. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
