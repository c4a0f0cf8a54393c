package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is at a store, Ratchet apart, and how much was written to it.
 *
 * @param sessions of somebody who could write, each in words
 * @param writes rows of user tables written so far, by the server's own count; null where it keeps none
 */
record Activity(List<String> sessions, Long writes) {
    private static final String SESSIONS = """
            SELECT coalesce(nullif(application_name, ''), 'no application name'), usename,
                   coalesce(host(client_addr), 'local')
              FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND coalesce(backend_type, 'client backend') = 'client backend'
               AND coalesce(application_name, '') NOT LIKE 'ratchet%'
               AND NOT (coalesce(application_name, '') = ANY (?))
             ORDER BY 1, 2, 3""";

    /** Sessions add theirs when they end, or within seconds; nobody else's session is there when it is asked. */
    private static final String WRITES =
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables";

    /**
     * Empty where nobody can be asked: no connection is given, or its kind does not tell.
     *
     * @param readers application or client names of sessions that only read
     */
    static Optional<Activity> at(BackupRequest request, List<String> readers) {
        Database database = request.database();
        if (database.kind() == Database.Kind.secrets) {
            return Optional.of(new Activity(List.of(), null));
        }
        if (database.connection() == null) {
            return Optional.empty();
        }
        return switch (database.kind()) {
            case postgres -> Optional.of(postgres(request.addresses().of(database), readers));
            case redis -> Optional.of(redis(request.addresses().redis(database), readers));
            default -> Optional.empty();
        };
    }

    private static Activity postgres(DatabaseAddress address, List<String> readers) {
        List<String> sessions = new ArrayList<>();
        try (Connection session = new Postgres().connect(address);
                PreparedStatement who = session.prepareStatement(SESSIONS);
                PreparedStatement writes = session.prepareStatement(WRITES)) {
            who.setArray(1, session.createArrayOf("text", readers.toArray()));
            try (ResultSet rows = who.executeQuery()) {
                while (rows.next()) {
                    sessions.add(rows.getString(1) + " (" + rows.getString(2) + "@" + rows.getString(3) + ")");
                }
            }
            try (ResultSet row = writes.executeQuery()) {
                row.next();
                return new Activity(sessions, row.getLong(1));
            }
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    private static Activity redis(RedisAddress address, List<String> readers) {
        try (RedisConnection connection = RedisConnection.open(address)) {
            String own = RedisConnection.text(connection.call("CLIENT", "ID"));
            List<String> sessions = RedisConnection.text(connection.call("CLIENT", "LIST"))
                    .lines()
                    .map(Activity::fields)
                    .filter(client -> !own.equals(client.get("id")))
                    // Replicas follow, and sentinels look on.
                    .filter(client -> !client.getOrDefault("flags", "").matches(".*[SM].*"))
                    .filter(client -> !client.getOrDefault("name", "").startsWith("sentinel-"))
                    .filter(client -> !client.getOrDefault("name", "").equals(Postgres.APPLICATION_NAME))
                    .filter(client -> !readers.contains(client.getOrDefault("name", "")))
                    .map(client -> (client.getOrDefault("name", "").isEmpty() ? "no name" : client.get("name")) + " ("
                            + client.getOrDefault("user", "default") + "@" + client.get("addr") + ")")
                    .sorted()
                    .toList();
            return new Activity(sessions, null);
        } catch (IOException e) {
            throw RedisConnection.failure(address, e);
        }
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        Arrays.stream(line.split(" ")).filter(field -> field.contains("=")).forEach(field -> {
            int equals = field.indexOf('=');
            fields.put(field.substring(0, equals), field.substring(equals + 1));
        });
        return fields;
    }

    /** @throws RunException {@code FAILED} where somebody wrote since {@code before} */
    void requireNothingWritten(Activity before, String database) {
        if (writes != null && !writes.equals(before.writes)) {
            throw RunException.failed("database " + database + " was written to while its writers were stopped: "
                    + (writes - before.writes) + " rows, by the server's own count; find out who writes to it, and"
                    + " declare it under databases[].writers or backups.quiesce.workloads");
        }
    }
}
