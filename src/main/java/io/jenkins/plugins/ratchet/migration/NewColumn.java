package io.jenkins.plugins.ratchet.migration;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges a column that is added to a table which is in use. */
final class NewColumn {
    private static final Set<String> SERIAL =
            Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial");

    /** Functions whose result is the same for all rows of a statement, so that no row has to be written. */
    private static final Set<String> STABLE = Set.of(
            "now",
            "current_timestamp",
            "current_date",
            "current_time",
            "localtime",
            "localtimestamp",
            "transaction_timestamp",
            "statement_timestamp",
            "current_user",
            "session_user",
            "current_setting",
            "jsonb_build_object",
            "jsonb_build_array",
            "to_jsonb",
            "make_interval",
            "numeric",
            "decimal",
            "varchar",
            "character",
            "char",
            "timestamp",
            "timestamptz",
            "time",
            "bit",
            "varying",
            "array",
            "cast");

    /** Functions that fail for no value, so that no write fails because of them. */
    private static final Set<String> TOTAL = Set.of(
            "lower",
            "upper",
            "initcap",
            "trim",
            "btrim",
            "ltrim",
            "rtrim",
            "coalesce",
            "nullif",
            "concat",
            "concat_ws",
            "length",
            "md5",
            "greatest",
            "least",
            "to_tsvector",
            "setweight");

    private NewColumn() {}

    /** @param column stands behind the column's name, at its type */
    static Set<MigrationRule> judge(SqlCursor column, CreatedTables created) {
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        List<SqlToken> words = column.rest();
        if (words.isEmpty()) {
            return Set.of(MigrationRule.OTHER);
        }
        String type = words.get(0).name().toLowerCase(Locale.ROOT);
        boolean serial = SERIAL.contains(type);
        boolean generated = column.hasLater("GENERATED");
        boolean fills = serial || generated || column.hasLater("DEFAULT") && !defaultsToNull(column);
        if (column.hasLater("PRIMARY", "KEY")
                || column.hasLater("UNIQUE") && fills && !serial && !generated
                || column.hasLater("NULLS", "NOT", "DISTINCT")) {
            found.add(MigrationRule.ADD_UNIQUE);
        } else if (column.hasLater("UNIQUE")) {
            found.add(MigrationRule.BLOCKS_READS); // until its index is built
        }
        if (column.hasLater("NOT", "NULL") && !fills) {
            found.add(MigrationRule.ADD_REQUIRED_COLUMN);
        }
        if (column.hasLater("CHECK")) {
            // NULL passes a check unless that asks for it; a default may not pass it either.
            found.add(MigrationRule.ADD_CONSTRAINT);
        }
        if (!fills && !isKnown(column, created)) {
            found.add(MigrationRule.UNKNOWN_TYPE);
        }
        expressions(column, found, serial || generated);
        if (column.hasLater("REFERENCES")) {
            found.add(fills ? MigrationRule.SCANS_TABLE : MigrationRule.LOCKS_OTHER_TABLE);
        }
        if (type.equals("json")) {
            found.add(MigrationRule.JSON_COLUMN);
        }
        return found;
    }

    /** @param column stands behind SET DEFAULT */
    static Set<MigrationRule> newDefault(SqlCursor column) {
        if (isNull(column.rest())) {
            return Set.of(MigrationRule.DROP_DEFAULT);
        }
        return called(column.rest()).stream().allMatch(NewColumn::isKnown)
                ? Set.of()
                : Set.of(MigrationRule.RUNS_CODE); // for every row that the old version writes
    }

    private static void expressions(SqlCursor column, Set<MigrationRule> found, boolean written) {
        List<String> called = new ArrayList<>();
        List<SqlToken> words = column.rest();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).is("DEFAULT") && (i == 0 || !words.get(i - 1).is("BY"))) {
                called.addAll(called(words.subList(i + 1, words.size())));
                break;
            }
        }
        if (written || called.stream().anyMatch(function -> !STABLE.contains(function))) {
            found.add(MigrationRule.REWRITES_TABLE);
        }
        if (!called.stream().allMatch(NewColumn::isKnown)) {
            found.add(MigrationRule.RUNS_CODE); // for every row that is there
        }
        if (column.hasLater("GENERATED") && !column.hasLater("IDENTITY") && mayFail(words)) {
            found.add(MigrationRule.CHANGES_WRITES);
        }
    }

    private static boolean isKnown(String function) {
        return STABLE.contains(function) || Rows.isHarmless(function);
    }

    /** Whether the expression of a generated column can fail, and the old version's writes with it. */
    private static boolean mayFail(List<SqlToken> words) {
        int from = 0;
        while (from < words.size() && !words.get(from).is("AS")) {
            from++;
        }
        List<SqlToken> expression = words.subList(from, words.size());
        return expression.stream()
                        .anyMatch(token -> token.kind() == SqlToken.Kind.SYMBOL
                                && !Set.of("(", ")", ",", ".", "||", "=", "<>", "<", ">", "<=", ">=")
                                        .contains(token.text()))
                || expression.stream().anyMatch(token -> token.is("CAST"))
                || !TOTAL.containsAll(called(expression));
    }

    private static boolean defaultsToNull(SqlCursor column) {
        List<SqlToken> words = column.rest();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).is("DEFAULT")) {
                return isNull(words.subList(i + 1, words.size()));
            }
        }
        return false;
    }

    /** {@code NULL}, {@code (NULL)}, {@code CAST (NULL AS int)}. */
    private static boolean isNull(List<SqlToken> value) {
        for (SqlToken token : value) {
            if (!token.isSymbol("(") && !token.is("CAST")) {
                return token.is("NULL");
            }
        }
        return false;
    }

    /** Functions that an expression calls; {@code REFERENCES other (id)} calls nothing. */
    private static List<String> called(List<SqlToken> words) {
        List<String> called = new ArrayList<>();
        for (int i = 0; i + 1 < words.size(); i++) {
            boolean call = words.get(i).isName() && words.get(i + 1).isSymbol("(");
            if (call && !words.get(i).is("AS") && !referenced(words, i)) {
                called.add(words.get(i).name());
            }
        }
        return called;
    }

    private static boolean referenced(List<SqlToken> words, int i) {
        int first = i;
        while (first > 1 && words.get(first - 1).isSymbol(".")) {
            first -= 2;
        }
        return first > 0 && words.get(first - 1).is("REFERENCES")
                || words.get(i).is("CHECK");
    }

    private static boolean isKnown(SqlCursor column, CreatedTables created) {
        String name = new SqlCursor(column.rest()).takeName();
        return name != null && (ColumnTypes.isKnown(name) || created.hasType(name) && !name.startsWith("pg_catalog."));
    }
}
