package io.jenkins.plugins.ratchet.migration;

import java.util.List;
import java.util.Set;

/** Judges {@code ALTER} of everything; tables have a class of their own. */
final class Alter {
    private Alter() {}

    /** @param words stand behind ALTER */
    static Set<MigrationRule> judge(SqlCursor words, CreatedTables created) {
        if (words.take("TABLE") || words.take("FOREIGN", "TABLE") || words.take("MATERIALIZED", "VIEW")) {
            return AlterTable.judge(words, created);
        }
        if (words.take("TYPE")) {
            return type(words);
        }
        if (words.take("DOMAIN")) {
            return domain(words);
        }
        if (words.take("SEQUENCE")) {
            return sequence(words);
        }
        if (words.take("INDEX")) {
            return index(words);
        }
        if (words.take("DEFAULT", "PRIVILEGES")) {
            return words.hasLater("REVOKE") ? Set.of(MigrationRule.REVOKE) : Set.of();
        }
        if (words.take("POLICY")) {
            return Set.of(MigrationRule.RESTRICT_ROWS);
        }
        if (words.take("PUBLICATION")) {
            return words.hasLater("DROP") || words.hasLater("SET", "TABLE")
                    ? Set.of(MigrationRule.DROP_OBJECT)
                    : words.hasLater("ADD") ? Set.of(MigrationRule.CHANGES_WRITES) : Set.of(MigrationRule.OTHER);
        }
        return other(words);
    }

    /** What views, functions, schemas, roles and all others share. */
    private static Set<MigrationRule> other(SqlCursor words) {
        if (words.hasLater("RENAME") || words.hasLater("SET", "SCHEMA")) {
            return Set.of(MigrationRule.RENAME);
        }
        if (words.hasLater("OWNER", "TO")) {
            return Set.of(MigrationRule.CHANGE_OWNER);
        }
        return Set.of(MigrationRule.OTHER);
    }

    private static Set<MigrationRule> type(SqlCursor words) {
        words.takeName();
        if (words.take("ADD", "VALUE")) {
            return Set.of();
        }
        if (words.sees("RENAME")) {
            return Set.of(MigrationRule.RENAME);
        }
        if (words.sees("ADD", "ATTRIBUTE") || words.sees("ALTER", "ATTRIBUTE")) {
            return Set.of(MigrationRule.RETYPE);
        }
        if (words.sees("DROP", "ATTRIBUTE")) {
            return Set.of(MigrationRule.DROP_COLUMN);
        }
        return other(words);
    }

    private static Set<MigrationRule> domain(SqlCursor words) {
        words.takeName();
        if (words.take("VALIDATE", "CONSTRAINT")) {
            return Set.of();
        }
        if (words.take("ADD")) {
            return Set.of(MigrationRule.ADD_CONSTRAINT);
        }
        if (words.take("SET", "NOT", "NULL")) {
            return Set.of(MigrationRule.SET_NOT_NULL);
        }
        if (words.take("DROP", "NOT", "NULL")) {
            return Set.of(MigrationRule.DROP_NOT_NULL);
        }
        if (words.take("DROP", "DEFAULT")) {
            return Set.of(MigrationRule.DROP_DEFAULT);
        }
        if (words.take("DROP", "CONSTRAINT")) {
            return Set.of(MigrationRule.DROP_CONSTRAINT);
        }
        if (words.take("SET", "DEFAULT")) {
            return NewColumn.newDefault(words);
        }
        return other(words);
    }

    private static Set<MigrationRule> sequence(SqlCursor words) {
        words.take("IF", "EXISTS");
        words.takeName();
        if (words.sees("RENAME") || words.sees("SET", "SCHEMA") || words.sees("OWNER", "TO")) {
            return other(words);
        }
        for (String limit : List.of("RESTART", "INCREMENT", "CYCLE", "MINVALUE", "MAXVALUE", "START")) {
            if (words.hasLater(limit)) {
                return Set.of(MigrationRule.OTHER);
            }
        }
        return words.sees("OWNED", "BY") || words.sees("AS", "BIGINT") || words.sees("CACHE")
                ? Set.of()
                : Set.of(MigrationRule.OTHER);
    }

    private static Set<MigrationRule> index(SqlCursor words) {
        words.take("IF", "EXISTS");
        words.takeName();
        if (words.sees("ATTACH", "PARTITION") || words.sees("ALTER")) {
            return Set.of();
        }
        if (words.sees("SET", "TABLESPACE")) {
            return Set.of(MigrationRule.BLOCKS_READS);
        }
        if ((words.take("SET") || words.take("RESET")) && words.seesSymbol("(")) {
            return Set.of();
        }
        return other(words);
    }
}
