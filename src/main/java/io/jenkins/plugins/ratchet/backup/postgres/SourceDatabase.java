package io.jenkins.plugins.ratchet.backup.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * What kind of database one is connected to.
 *
 * @param major the server's major version
 * @param version as the server prints it, e.g. {@code 15.19}
 * @param locale the options of CREATE DATABASE that give another database the same locale, in that order of names
 * @param bytes on the server's disk, indexes included
 * @param tableBytes on the server's disk without indexes, large objects included
 */
record SourceDatabase(
        int major,
        String version,
        String database,
        String user,
        String encoding,
        Map<String, String> locale,
        long bytes,
        long tableBytes,
        boolean superuser) {

    static SourceDatabase read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                SELECT current_setting('server_version_num')::int / 10000 AS major,
                       split_part(current_setting('server_version'), ' ', 1) AS version,
                       current_database() AS database, current_user AS "user",
                       pg_encoding_to_char(encoding) AS encoding, datcollate, datctype,
                       to_jsonb(d) ->> 'datlocprovider' AS provider,
                       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale,
                       to_jsonb(d) ->> 'daticurules' AS rules,
                       pg_database_size(d.oid) AS bytes,
                       (SELECT coalesce(sum(pg_table_size(oid)), 0) FROM pg_class
                         WHERE relkind IN ('r', 'm') OR relname = 'pg_largeobject') AS table_bytes,
                       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser
                  FROM pg_database d WHERE datname = current_database()
                """)) {
            row.next();
            return new SourceDatabase(
                    row.getInt("major"),
                    row.getString("version"),
                    row.getString("database"),
                    row.getString("user"),
                    row.getString("encoding"),
                    locale(row),
                    row.getLong("bytes"),
                    row.getLong("table_bytes"),
                    row.getBoolean("superuser"));
        }
    }

    private static Map<String, String> locale(ResultSet row) throws SQLException {
        Map<String, String> locale = new TreeMap<>();
        locale.put("LC_COLLATE", row.getString("datcollate"));
        locale.put("LC_CTYPE", row.getString("datctype"));
        String provider = row.getString("provider"); // absent before PostgreSQL 15
        if ("i".equals(provider)) {
            locale.put("LOCALE_PROVIDER", "icu");
            locale.put("ICU_LOCALE", row.getString("locale"));
            if (row.getString("rules") != null) {
                locale.put("ICU_RULES", row.getString("rules"));
            }
        } else if ("b".equals(provider)) {
            locale.put("LOCALE_PROVIDER", "builtin");
            locale.put("BUILTIN_LOCALE", row.getString("locale"));
        } else if ("c".equals(provider)) {
            locale.put("LOCALE_PROVIDER", "libc");
        }
        return locale;
    }
}
