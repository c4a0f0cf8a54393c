package io.jenkins.plugins.ratchet.migration;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Judges {@code CREATE}: what is new breaks nobody, unless it works on what is in use. */
final class Create {
    private Create() {}

    /** @param words stand behind CREATE */
    static Set<MigrationRule> judge(SqlCursor words, CreatedTables created, boolean inTransaction) {
        if (words.take("OR", "REPLACE")) {
            return Set.of(MigrationRule.REPLACE_CODE);
        }
        if (words.take("UNIQUE", "INDEX")) {
            return index(words, created, inTransaction, true);
        }
        if (words.take("INDEX")) {
            return index(words, created, inTransaction, false);
        }
        words.takeAny("GLOBAL", "LOCAL");
        words.takeAny("TEMPORARY", "TEMP", "UNLOGGED");
        if (words.take("TABLE")) {
            return table(words, created);
        }
        if (words.sees("TRIGGER") || words.sees("CONSTRAINT", "TRIGGER") || words.sees("RULE")) {
            return trigger(words, created);
        }
        if (words.take("POLICY")) {
            words.takeName();
            words.take("ON");
            return words.hasLater("RESTRICTIVE") && !created.has(words.takeName())
                    ? Set.of(MigrationRule.RESTRICT_ROWS)
                    : Set.of();
        }
        if (words.sees("EVENT", "TRIGGER") || words.sees("CAST") || words.sees("TRANSFORM")) {
            return Set.of(MigrationRule.CHANGES_WRITES); // used without being named
        }
        if (words.sees("EXTENSION")
                || words.sees("SCHEMA") && words.rest().stream().anyMatch(t -> t.is("CREATE"))) {
            return words.sees("EXTENSION") ? Set.of() : Set.of(MigrationRule.OTHER);
        }
        if (words.take("MATERIALIZED", "VIEW")) {
            return filledBy(words, created);
        }
        // Updates of a published table without a key fail; a subscription writes rows.
        if (words.sees("PUBLICATION") || words.sees("SUBSCRIPTION")) {
            return Set.of(MigrationRule.CHANGES_WRITES);
        }
        if (words.take("TYPE")) {
            String name = words.takeName();
            if (name != null) {
                created.addType(name);
            }
            return Set.of();
        }
        return isNewObject(words) ? Set.of() : Set.of(MigrationRule.OTHER);
    }

    private static boolean isNewObject(SqlCursor words) {
        return words.sees("VIEW")
                || words.sees("RECURSIVE", "VIEW")
                || words.sees("SEQUENCE")
                || words.sees("DOMAIN")
                || words.sees("FUNCTION")
                || words.sees("PROCEDURE")
                || words.sees("AGGREGATE")
                || words.sees("OPERATOR")
                || words.sees("SCHEMA")
                || words.sees("ROLE")
                || words.sees("USER")
                || words.sees("GROUP")
                || words.sees("DATABASE")
                || words.sees("COLLATION")
                || words.sees("CONVERSION")
                || words.sees("STATISTICS")
                || words.sees("SERVER")
                || words.sees("FOREIGN", "DATA", "WRAPPER")
                || words.sees("FOREIGN", "TABLE")
                || words.sees("TEXT", "SEARCH")
                || words.sees("ACCESS", "METHOD")
                || words.sees("LANGUAGE")
                || words.sees("TABLESPACE");
    }

    private static Set<MigrationRule> table(SqlCursor words, CreatedTables created) {
        boolean mayExist = words.take("IF", "NOT", "EXISTS");
        String name = words.takeName();
        if (name == null) {
            return Set.of(MigrationRule.OTHER);
        }
        if (!mayExist) {
            created.add(name);
        }
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        if (words.hasLater("INHERITS")) {
            found.add(MigrationRule.CHANGES_WRITES); // its rows show in its parent, which may be in use
        }
        if (referencesOther(words.rest(), created)) {
            found.add(MigrationRule.LOCKS_OTHER_TABLE);
        }
        found.addAll(filledBy(words, created));
        return found;
    }

    private static boolean referencesOther(List<SqlToken> words, CreatedTables created) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).is("REFERENCES")
                    && !created.has(new SqlCursor(words.subList(i + 1, words.size())).takeName())) {
                return true;
            }
        }
        return false;
    }

    /** The query behind AS runs right away, and what it calls with it. */
    private static Set<MigrationRule> filledBy(SqlCursor words, CreatedTables created) {
        while (!words.atEnd() && !words.take("AS")) {
            if (!words.skipParenthesis()) {
                words.skip();
            }
        }
        if (words.atEnd()) {
            return Set.of();
        }
        return words.sees("EXECUTE") ? Set.of(MigrationRule.RUNS_CODE) : Rows.judge(words, created);
    }

    private static Set<MigrationRule> index(
            SqlCursor words, CreatedTables created, boolean inTransaction, boolean unique) {
        boolean concurrently = words.take("CONCURRENTLY");
        words.take("IF", "NOT", "EXISTS");
        if (!words.sees("ON")) {
            words.takeName();
        }
        if (!words.take("ON")) {
            return Set.of(MigrationRule.OTHER);
        }
        words.take("ONLY");
        if (created.has(words.takeName())) {
            return Set.of();
        }
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        if (unique) {
            found.add(MigrationRule.ADD_UNIQUE);
        }
        if (!concurrently) {
            found.add(MigrationRule.INDEX_BLOCKS_WRITES);
        } else if (inTransaction) {
            found.add(MigrationRule.CONCURRENTLY_IN_TRANSACTION);
        }
        return found;
    }

    private static Set<MigrationRule> trigger(SqlCursor words, CreatedTables created) {
        boolean rule = words.sees("RULE");
        while (!words.atEnd() && !words.take(rule ? "TO" : "ON")) {
            words.skip();
        }
        return created.has(words.takeName()) ? Set.of() : Set.of(MigrationRule.CHANGES_WRITES);
    }
}
