package io.jenkins.plugins.ratchet.migration;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Judges statements that read or write rows. */
final class Rows {
    /** Functions of PostgreSQL that change nothing that the old version sees. */
    private static final Set<String> HARMLESS = Set.of(
            "now",
            "clock_timestamp",
            "gen_random_uuid",
            "uuid_generate_v4",
            "md5",
            "sha256",
            "encode",
            "decode",
            "lower",
            "upper",
            "initcap",
            "trim",
            "btrim",
            "ltrim",
            "rtrim",
            "length",
            "substring",
            "substr",
            "replace",
            "concat",
            "concat_ws",
            "format",
            "left",
            "right",
            "split_part",
            "regexp_replace",
            "to_char",
            "to_date",
            "to_timestamp",
            "date_trunc",
            "extract",
            "age",
            "make_interval",
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "abs",
            "ceil",
            "floor",
            "round",
            "random",
            "count",
            "sum",
            "min",
            "max",
            "avg",
            "array_agg",
            "string_agg",
            "jsonb_agg",
            "json_agg",
            "jsonb_build_object",
            "jsonb_build_array",
            "json_build_object",
            "to_jsonb",
            "row",
            "unnest",
            "generate_series",
            "row_number",
            "rank",
            "nextval",
            "currval",
            "pg_get_serial_sequence",
            "set_config",
            "current_setting",
            "pg_advisory_lock",
            "pg_advisory_unlock",
            "pg_advisory_xact_lock",
            "exists",
            "cast",
            "hashtext",
            "pg_sleep");

    /** Words that a parenthesis may follow without being called. */
    private static final Set<String> NO_CALL = Set.of(
            "values",
            "in",
            "any",
            "all",
            "some",
            "and",
            "or",
            "not",
            "as",
            "on",
            "using",
            "select",
            "from",
            "where",
            "when",
            "then",
            "else",
            "set",
            "over",
            "filter",
            "by",
            "distinct",
            "union",
            "except",
            "intersect",
            "with",
            "materialized",
            "array",
            "conflict",
            "numeric",
            "decimal",
            "varchar",
            "char",
            "character",
            "varying",
            "bit",
            "timestamp",
            "timestamptz",
            "time",
            "interval",
            "returning",
            "having",
            "limit",
            "between",
            "lateral",
            "within",
            "case",
            "join",
            "like",
            "is");

    private Rows() {}

    /** Whether a function is known to change nothing that the old version sees. */
    static boolean isHarmless(String function) {
        return HARMLESS.contains(function) || NO_CALL.contains(function);
    }

    static Set<MigrationRule> judge(SqlCursor words, CreatedTables created) {
        if (words.take("TRUNCATE")) {
            words.take("TABLE");
            words.take("ONLY");
            List<String> names = words.takeNames();
            return !names.isEmpty() && names.stream().allMatch(created::has) && !words.hasLater("CASCADE")
                    ? Set.of()
                    : Set.of(MigrationRule.DELETE_ROWS);
        }
        if (words.take("COPY") && !words.seesSymbol("(")) {
            // A program runs on the server; rows that come in are as good as inserted ones.
            return words.rest().stream().anyMatch(token -> token.is("PROGRAM"))
                    ? Set.of(MigrationRule.RUNS_CODE)
                    : Set.of();
        }
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        List<SqlToken> tokens = words.rest();
        for (int i = 0; i < tokens.size(); i++) {
            SqlCursor here = new SqlCursor(tokens.subList(i, tokens.size()));
            if (here.take("DELETE", "FROM")) {
                here.take("ONLY");
                if (!created.has(here.takeName())) {
                    found.add(MigrationRule.DELETE_ROWS);
                }
            } else if (here.sees("MERGE", "INTO")) {
                found.add(here.hasLater("DELETE") ? MigrationRule.DELETE_ROWS : MigrationRule.UPDATE_ROWS);
            } else if (isUpdate(tokens, i)) {
                here.take("UPDATE");
                here.take("ONLY");
                if (!created.has(here.takeName())) {
                    found.add(MigrationRule.UPDATE_ROWS);
                }
            } else if (callsSomething(tokens, i)) {
                found.add(MigrationRule.RUNS_CODE);
            }
        }
        return found;
    }

    /** FOR UPDATE locks rows and changes none; ON CONFLICT DO UPDATE changes some. */
    private static boolean isUpdate(List<SqlToken> tokens, int i) {
        return tokens.get(i).is("UPDATE")
                && (i == 0
                        || !tokens.get(i - 1).is("FOR")
                                && !(i > 1 && tokens.get(i - 1).is("KEY")));
    }

    private static boolean callsSomething(List<SqlToken> tokens, int i) {
        if (i + 1 >= tokens.size()
                || !tokens.get(i).isName()
                || !tokens.get(i + 1).isSymbol("(")) {
            return false;
        }
        String name = tokens.get(i).name();
        if (tokens.get(i).kind() == SqlToken.Kind.WORD && NO_CALL.contains(name)) {
            return false;
        }
        if (HARMLESS.contains(name) && !qualified(tokens, i)) {
            return false;
        }
        if (name.equals("setval") && tokens.stream().anyMatch(token -> token.is("max"))) {
            return false; // behind what is there; any other number may have been given out already
        }
        return !namesColumns(tokens, i);
    }

    /** A name of its own schema may hide one of PostgreSQL's. */
    private static boolean qualified(List<SqlToken> tokens, int i) {
        return i > 1 && tokens.get(i - 1).isSymbol(".") && !tokens.get(i - 2).is("pg_catalog");
    }

    /** {@code INSERT INTO t (a, b)}, {@code INSERT INTO t AS x (a, b)} and {@code WITH t (a, b) AS}. */
    private static boolean namesColumns(List<SqlToken> tokens, int i) {
        int first = i;
        while (first > 1 && tokens.get(first - 1).isSymbol(".")) {
            first -= 2;
        }
        if (first == 0) {
            return false;
        }
        SqlToken before = tokens.get(first - 1);
        if (before.is("INTO") || before.is("WITH") || before.is("RECURSIVE")) {
            return true;
        }
        return before.is("AS") || before.isSymbol(",") && aliasList(tokens, i);
    }

    /** {@code WITH a AS (…), b (x) AS (…)}. */
    private static boolean aliasList(List<SqlToken> tokens, int i) {
        SqlCursor behind = new SqlCursor(tokens.subList(i + 1, tokens.size()));
        behind.skipParenthesis();
        return tokens.get(0).is("WITH") && behind.sees("AS");
    }
}
