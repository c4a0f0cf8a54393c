package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Whether a user may read everything that a complete dump needs. */
final class SourcePrivileges {
    private static final int SHOWN = 5;

    private static final String UNREADABLE = """
            SELECT quote_ident(nspname) || '.' || quote_ident(relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
             WHERE relkind IN ('r', 'p', 'S') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
               AND NOT EXISTS (SELECT FROM pg_depend d
                                WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
               AND NOT (has_schema_privilege(n.oid, 'USAGE')
                        AND CASE relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT')
                            ELSE has_table_privilege(c.oid, 'SELECT') END)
             ORDER BY 1""";

    private static final String HIDDEN_ROWS = """
            SELECT quote_ident(nspname) || '.' || quote_ident(relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
             WHERE relkind IN ('r', 'p') AND relrowsecurity AND row_security_active(c.oid)
             ORDER BY 1""";

    private static final String UNREADABLE_LARGE_OBJECTS = """
            SELECT oid::text FROM pg_largeobject_metadata
             WHERE NOT pg_has_role(lomowner, 'USAGE') AND NOT current_setting('lo_compat_privileges')::bool
               AND NOT EXISTS (SELECT FROM aclexplode(lomacl)
                                WHERE privilege_type = 'SELECT' AND (grantee = 0 OR pg_has_role(grantee, 'USAGE')))
             ORDER BY oid""";

    private SourcePrivileges() {}

    static void check(Connection connection, String database, String user) throws SQLException {
        String who = "database " + database + ": user " + user;
        String todo = "; connect as the owner, as a member of pg_read_all_data, or as a superuser";
        refuse(column(connection, UNREADABLE), who + " may not read %s" + todo);
        refuse(
                column(connection, HIDDEN_ROWS),
                who + " would not see all rows of %s because of row-level security; connect as a user with BYPASSRLS or"
                        + " as a superuser");
        refuse(
                column(connection, UNREADABLE_LARGE_OBJECTS),
                who + " may not read the large objects %s; connect as their owner or as a superuser");
    }

    static boolean mayCreateDatabases(Connection connection) throws SQLException {
        return !column(connection, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolcreatedb OR rolsuper)")
                .isEmpty();
    }

    static List<String> column(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static void refuse(List<String> objects, String message) {
        if (!objects.isEmpty()) {
            String shown = String.join(", ", objects.subList(0, Math.min(SHOWN, objects.size())))
                    + (objects.size() > SHOWN ? " and " + (objects.size() - SHOWN) + " more" : "");
            throw RunException.usage(message.formatted(shown));
        }
    }
}
