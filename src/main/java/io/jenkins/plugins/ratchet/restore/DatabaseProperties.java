package io.jenkins.plugins.ratchet.restore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What belongs to a database as a whole and is in no dump of it: owner, privileges, settings, comment, limits.
 *
 * @param connectionLimit −1 for none
 * @param ownPrivileges whether privileges were ever granted or revoked; otherwise PostgreSQL's defaults hold
 * @param settings of the database for everybody and for single roles
 */
record DatabaseProperties(
        String owner,
        String comment,
        int connectionLimit,
        boolean template,
        boolean ownPrivileges,
        List<Grant> grants,
        List<Setting> settings) {

    /** Lists of identifiers, which PostgreSQL keeps as one text with quotes of its own (GUC_LIST_QUOTE). */
    private static final Set<String> LISTS = Set.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    /** @param grantee null for everybody */
    record Grant(String grantee, String privilege, boolean grantable) {}

    /** @param role null where it is for everybody */
    record Setting(String role, String name, String value) {}

    static DatabaseProperties read(Connection session, String database) throws SQLException {
        List<Grant> grants = new ArrayList<>();
        each(
                session,
                """
                SELECT CASE grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(grantee) END, privilege_type, is_grantable
                  FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
                 WHERE datname = ? ORDER BY 1 NULLS FIRST, 2""",
                database,
                row -> grants.add(new Grant(row.getString(1), row.getString(2), row.getBoolean(3))));
        List<Setting> settings = new ArrayList<>();
        each(
                session,
                """
                SELECT rolname, split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
                  FROM pg_database d JOIN pg_db_role_setting s ON s.setdatabase = d.oid
                  LEFT JOIN pg_roles r ON r.oid = s.setrole,
                       unnest(setconfig) WITH ORDINALITY AS listed(setting, place)
                 WHERE datname = ? ORDER BY rolname NULLS FIRST, place""",
                database,
                row -> settings.add(new Setting(row.getString(1), row.getString(2), row.getString(3))));
        List<DatabaseProperties> found = new ArrayList<>();
        each(
                session,
                """
                SELECT pg_get_userbyid(datdba), shobj_description(oid, 'pg_database'), datconnlimit, datistemplate,
                       datacl IS NOT NULL FROM pg_database WHERE datname = ?""",
                database,
                row -> found.add(new DatabaseProperties(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        List.copyOf(grants),
                        List.copyOf(settings))));
        if (found.isEmpty()) {
            throw new SQLException("database \"" + database + "\" does not exist", "3D000");
        }
        return found.get(0);
    }

    /** The statements that give a new database these properties; privileges after the owner, with whom they change. */
    List<String> statements(String database) {
        String name = Sql.identifier(database);
        List<String> sql = new ArrayList<>();
        sql.add("COMMENT ON DATABASE " + name + " IS " + (comment == null ? "NULL" : Sql.literal(comment)));
        sql.add("ALTER DATABASE " + name + " CONNECTION LIMIT " + connectionLimit);
        if (template) {
            sql.add("ALTER DATABASE " + name + " IS_TEMPLATE true");
        }
        for (Setting setting : settings) {
            sql.add((setting.role() == null
                            ? "ALTER DATABASE " + name
                            : "ALTER ROLE " + Sql.identifier(setting.role()) + " IN DATABASE " + name)
                    + " SET " + Sql.identifier(setting.name()) + " TO " + value(setting));
        }
        sql.add("ALTER DATABASE " + name + " OWNER TO " + Sql.identifier(owner));
        if (ownPrivileges) {
            sql.add("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC, " + Sql.identifier(owner));
            for (Grant grant : grants) {
                sql.add("GRANT " + grant.privilege() + " ON DATABASE " + name + " TO "
                        + (grant.grantee() == null ? "PUBLIC" : Sql.identifier(grant.grantee()))
                        + (grant.grantable() ? " WITH GRANT OPTION" : ""));
            }
        }
        return sql;
    }

    private static String value(Setting setting) {
        if (!LISTS.contains(setting.name())) {
            return Sql.literal(setting.value());
        }
        List<String> elements = elements(setting.value());
        return elements.isEmpty()
                ? "''"
                : String.join(", ", elements.stream().map(Sql::literal).toList());
    }

    /** The identifiers of a list such as {@code "$user", public}. */
    static List<String> elements(String list) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '"') {
                any = true;
                if (quoted && i + 1 < list.length() && list.charAt(i + 1) == '"') {
                    element.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                elements.add(element.toString());
                element.setLength(0);
                any = false;
            } else if (quoted || !Character.isWhitespace(c)) {
                element.append(c);
                any = true;
            }
        }
        if (any) {
            elements.add(element.toString());
        }
        return elements;
    }

    /** What is done with a row. */
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection session, String sql, String database, Row reader) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }
}
