package io.jenkins.plugins.ratchet.migration;

import java.util.List;
import java.util.Set;

/**
 * Says what a statement means for the version that still serves. What is not known to be harmless is {@link
 * Verdict#UNKNOWN}, never {@link Verdict#EXPAND}.
 */
final class StatementJudge {
    private static final Set<MigrationRule> HARMLESS = Set.of();

    private final CreatedTables created;
    private boolean inTransaction;

    StatementJudge(CreatedTables created) {
        this.created = created;
    }

    Set<MigrationRule> judge(SqlStatement statement) {
        if (statement.tokens().get(0).kind() == SqlToken.Kind.META) {
            return meta(statement.tokens().get(0).text());
        }
        SqlCursor words = new SqlCursor(statement.tokens());
        if (words.take("CREATE")) {
            return Create.judge(words, created, inTransaction);
        }
        if (words.take("ALTER")) {
            return Alter.judge(words, created);
        }
        if (words.take("DROP")) {
            return drop(words);
        }
        if (words.take("DO")) {
            return Block.judge(words);
        }
        if (words.sees("SELECT")
                || words.sees("WITH")
                || words.sees("INSERT")
                || words.sees("UPDATE")
                || words.sees("DELETE")
                || words.sees("MERGE")
                || words.sees("VALUES")
                || words.sees("TABLE")
                || words.seesSymbol("(")
                || words.sees("COPY")
                || words.sees("TRUNCATE")) {
            if (changesStrings(statement)) {
                return Set.of(MigrationRule.UNREADABLE);
            }
            if (statement.tokens().stream().anyMatch(token -> token.is("set_config"))) {
                created.forget();
            }
            return Rows.judge(words, created);
        }
        return control(words);
    }

    private Set<MigrationRule> control(SqlCursor words) {
        if (words.take("BEGIN") || words.take("START", "TRANSACTION")) {
            inTransaction = true;
            return HARMLESS;
        }
        if (words.takeAny("COMMIT", "END")) {
            inTransaction = false;
            return HARMLESS;
        }
        if (words.takeAny("ROLLBACK", "ABORT")) {
            inTransaction = false;
            created.forget(); // what was made may be gone, and an older table of that name be meant
            return HARMLESS;
        }
        if (words.takeAny("SET", "RESET", "DISCARD")) {
            if (changesNames(words)) {
                created.forget();
            }
            return words.hasLater("STANDARD_CONFORMING_STRINGS") ? Set.of(MigrationRule.UNREADABLE) : HARMLESS;
        }
        if (words.takeAny(
                "SAVEPOINT", "RELEASE", "COMMENT", "ANALYZE", "NOTIFY", "LISTEN", "UNLISTEN", "SHOW", "CHECKPOINT")) {
            return HARMLESS;
        }
        if (words.take("GRANT")) {
            return HARMLESS;
        }
        if (words.take("REVOKE")) {
            return Set.of(MigrationRule.REVOKE);
        }
        if (words.take("VACUUM")) {
            return words.rest().stream().anyMatch(token -> token.is("FULL"))
                    ? Set.of(MigrationRule.BLOCKS_READS)
                    : HARMLESS;
        }
        if (words.takeAny("REINDEX", "REFRESH")) {
            return concurrently(words) ? transactional() : Set.of(MigrationRule.BLOCKS_READS);
        }
        if (words.takeAny("CLUSTER", "LOCK")) {
            return Set.of(MigrationRule.BLOCKS_READS);
        }
        if (words.takeAny("CALL", "EXECUTE", "PREPARE", "EXPLAIN", "LOAD", "IMPORT")) {
            return Set.of(MigrationRule.RUNS_CODE);
        }
        if (words.take("REASSIGN", "OWNED")) {
            return Set.of(MigrationRule.CHANGE_OWNER);
        }
        return Set.of(MigrationRule.OTHER);
    }

    /** Whether the same name may mean another table from here on. */
    private static boolean changesNames(SqlCursor words) {
        return words.rest().stream()
                .anyMatch(token -> token.is("SEARCH_PATH")
                        || token.is("SCHEMA")
                        || token.is("ROLE")
                        || token.is("SESSION")
                        || token.is("ALL"));
    }

    /** {@code set_config('standard_conforming_strings', …)}: from there on strings end elsewhere. */
    private static boolean changesStrings(SqlStatement statement) {
        return statement.tokens().stream()
                .anyMatch(token -> token.kind() == SqlToken.Kind.STRING
                        && token.text().equalsIgnoreCase("standard_conforming_strings"));
    }

    private static boolean concurrently(SqlCursor words) {
        return words.rest().stream().anyMatch(token -> token.is("CONCURRENTLY"));
    }

    private Set<MigrationRule> transactional() {
        return inTransaction ? Set.of(MigrationRule.CONCURRENTLY_IN_TRANSACTION) : HARMLESS;
    }

    private Set<MigrationRule> drop(SqlCursor words) {
        if (words.take("TABLE")) {
            words.take("IF", "EXISTS");
            List<String> names = words.takeNames();
            boolean ours = !names.isEmpty() && names.stream().allMatch(created::has) && !words.sees("CASCADE");
            names.forEach(created::remove);
            return ours ? HARMLESS : Set.of(MigrationRule.DROP_TABLE);
        }
        if (words.sees("CONSTRAINT")) {
            return Set.of(MigrationRule.DROP_CONSTRAINT);
        }
        return Set.of(MigrationRule.DROP_OBJECT);
    }

    /**
     * Only what cannot touch the database is harmless: \i, \gexec, \copy and \connect can, and so can a variable, which
     * is put into statements as it is; psql's own are in capitals.
     */
    private static Set<MigrationRule> meta(String command) {
        String[] words = command.split("\\s+", 3);
        boolean ownSetting = words[0].equals("\\set") && words.length > 1 && words[1].matches("[A-Z][A-Z0-9_]*");
        return ownSetting
                        || Set.of("\\echo", "\\qecho", "\\warn", "\\timing", "\\pset", "\\x", "\\t", "\\a", "\\unset")
                                .contains(words[0])
                ? HARMLESS
                : Set.of(MigrationRule.RUNS_CODE);
    }
}
