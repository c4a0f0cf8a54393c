package io.jenkins.plugins.ratchet.migration;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Judges the actions of {@code ALTER TABLE}, and of {@code ALTER FOREIGN TABLE} and {@code ALTER MATERIALIZED VIEW}. */
final class AlterTable {
    private AlterTable() {}

    /** @param statement stands behind ALTER … TABLE */
    static Set<MigrationRule> judge(SqlCursor statement, CreatedTables created) {
        statement.take("IF", "EXISTS");
        statement.take("ONLY");
        String table = statement.takeName();
        if (table == null) {
            return Set.of(MigrationRule.OTHER);
        }
        statement.takeSymbol("*");
        if (statement.sees("IN", "TABLESPACE") || table.equals("all")) {
            return Set.of(MigrationRule.OTHER); // ALL IN TABLESPACE
        }
        if (created.has(table)) {
            if (statement.sees("RENAME", "TO") || statement.sees("SET", "SCHEMA")) {
                created.remove(table);
            }
            // A table that inherits shows its rows in its parent, which may be in use; so may a partition be.
            return statement.hasLater("INHERIT")
                            || statement.take("ATTACH", "PARTITION") && !attachesNew(statement, created)
                    ? Set.of(MigrationRule.CHANGES_WRITES)
                    : Set.of();
        }
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        for (List<SqlToken> action : statement.splitAtCommas()) {
            found.addAll(action(new SqlCursor(action), created));
        }
        return found;
    }

    /** A partition takes rows of its bounds only, from everyone who writes to it. */
    private static boolean attachesNew(SqlCursor action, CreatedTables created) {
        return created.has(action.takeName());
    }

    private static Set<MigrationRule> action(SqlCursor action, CreatedTables created) {
        if (action.take("ADD")) {
            return add(action, created);
        }
        if (action.take("DROP")) {
            return Set.of(action.sees("CONSTRAINT") ? MigrationRule.DROP_CONSTRAINT : MigrationRule.DROP_COLUMN);
        }
        if (action.take("ALTER")) {
            action.take("CONSTRAINT");
            action.take("COLUMN");
            action.takeName();
            return column(action);
        }
        if (action.sees("RENAME")) {
            return Set.of(MigrationRule.RENAME);
        }
        if (action.take("REPLICA", "IDENTITY", "NOTHING")) {
            return Set.of(MigrationRule.CHANGES_WRITES); // updates of a published table fail then
        }
        if (action.take("VALIDATE", "CONSTRAINT")
                || action.take("REPLICA", "IDENTITY")
                || action.take("CLUSTER", "ON")
                || action.take("SET", "WITHOUT", "CLUSTER")
                || action.take("SET", "WITHOUT", "OIDS")) {
            return Set.of();
        }
        if (action.take("ATTACH", "PARTITION")) {
            return attachesNew(action, created)
                    ? Set.of(MigrationRule.SCANS_TABLE)
                    : EnumSet.of(MigrationRule.SCANS_TABLE, MigrationRule.CHANGES_WRITES);
        }
        if (action.take("DETACH", "PARTITION") || action.take("NO", "INHERIT")) {
            return Set.of(MigrationRule.DETACH);
        }
        if (action.take("OWNER", "TO")) {
            return Set.of(MigrationRule.CHANGE_OWNER);
        }
        if (action.take("SET", "SCHEMA")) {
            return Set.of(MigrationRule.RENAME);
        }
        if (action.take("SET", "UNLOGGED")) {
            return Set.of(MigrationRule.SET_UNLOGGED);
        }
        if (action.take("SET", "LOGGED")
                || action.take("SET", "TABLESPACE")
                || action.take("SET", "ACCESS", "METHOD")) {
            return Set.of(MigrationRule.REWRITES_TABLE);
        }
        if (action.take("ENABLE", "ROW", "LEVEL", "SECURITY") || action.take("FORCE", "ROW", "LEVEL", "SECURITY")) {
            return Set.of(MigrationRule.RESTRICT_ROWS);
        }
        if (action.take("DISABLE", "ROW", "LEVEL", "SECURITY")
                || action.take("NO", "FORCE", "ROW", "LEVEL", "SECURITY")) {
            return Set.of(MigrationRule.REVOKE); // it opens the table: what the policies protected no longer is
        }
        if (action.take("ENABLE") || action.take("DISABLE") || action.take("INHERIT") || action.take("OF")) {
            return Set.of(MigrationRule.CHANGES_WRITES);
        }
        if ((action.take("SET") || action.take("RESET")) && action.seesSymbol("(")) {
            return Set.of(); // storage parameters
        }
        return Set.of(MigrationRule.OTHER);
    }

    private static Set<MigrationRule> add(SqlCursor action, CreatedTables created) {
        boolean named = action.take("CONSTRAINT");
        if (named) {
            action.takeName();
        }
        if (action.take("UNIQUE") || action.take("PRIMARY", "KEY") || action.take("EXCLUDE")) {
            return Set.of(MigrationRule.ADD_UNIQUE);
        }
        if (action.sees("CHECK") || action.sees("FOREIGN", "KEY") || action.sees("NOT", "NULL") && named) {
            return action.hasLater("NOT", "VALID")
                    ? Set.of(MigrationRule.ADD_CONSTRAINT)
                    : EnumSet.of(MigrationRule.ADD_CONSTRAINT, MigrationRule.SCANS_TABLE);
        }
        if (named) {
            return Set.of(MigrationRule.OTHER);
        }
        action.take("COLUMN");
        action.take("IF", "NOT", "EXISTS");
        if (action.takeName() == null) {
            return Set.of(MigrationRule.OTHER);
        }
        return NewColumn.judge(action, created);
    }

    /** @param action stands behind ALTER COLUMN name, or behind ALTER CONSTRAINT name */
    private static Set<MigrationRule> column(SqlCursor action) {
        if (action.take("SET", "NOT", "NULL")) {
            return Set.of(MigrationRule.SET_NOT_NULL);
        }
        if (action.take("DROP", "NOT", "NULL")) {
            return Set.of(MigrationRule.DROP_NOT_NULL);
        }
        if (action.take("DROP", "DEFAULT")) {
            return Set.of(MigrationRule.DROP_DEFAULT);
        }
        if (action.take("TYPE") || action.take("SET", "DATA", "TYPE")) {
            return Set.of(MigrationRule.RETYPE);
        }
        if (action.take("SET", "DEFAULT")) {
            // Rows that the old version writes get another value, which it asked for by leaving it out.
            return NewColumn.newDefault(action);
        }
        if (action.take("SET", "STATISTICS")
                || action.take("SET", "STORAGE")
                || action.take("SET", "COMPRESSION")
                || action.take("ADD", "GENERATED", "BY", "DEFAULT")) {
            return Set.of();
        }
        if (action.take("SET", "GENERATED", "BY", "DEFAULT")) {
            return action.atEnd() ? Set.of() : Set.of(MigrationRule.OTHER); // its sequence may start anew
        }
        if (action.take("ADD", "GENERATED") || action.take("SET", "GENERATED") || action.take("SET", "EXPRESSION")) {
            return Set.of(MigrationRule.SET_GENERATED);
        }
        if (action.take("DROP", "IDENTITY") || action.take("DROP", "EXPRESSION")) {
            return Set.of(MigrationRule.DROP_DEFAULT);
        }
        if ((action.take("SET") || action.take("RESET")) && action.seesSymbol("(")) {
            return Set.of();
        }
        return Set.of(MigrationRule.OTHER);
    }
}
