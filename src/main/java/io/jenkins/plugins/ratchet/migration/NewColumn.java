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
            "array");

    private NewColumn() {}

    /** @param column stands behind the column's name, at its type */
    static Set<MigrationRule> judge(SqlCursor column) {
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        List<SqlToken> words = column.rest();
        if (words.isEmpty()) {
            return Set.of(MigrationRule.OTHER);
        }
        String type = words.get(0).name();
        boolean serial = SERIAL.contains(type);
        boolean generated = column.hasLater("GENERATED");
        boolean fills = serial || generated || column.hasLater("DEFAULT") && !column.hasLater("DEFAULT", "NULL");
        if (column.hasLater("PRIMARY", "KEY") || column.hasLater("UNIQUE") && fills && !serial && !generated) {
            found.add(MigrationRule.ADD_UNIQUE);
        }
        if (column.hasLater("NOT", "NULL") && !fills) {
            found.add(MigrationRule.ADD_REQUIRED_COLUMN);
        }
        if (column.hasLater("CHECK")) {
            // NULL passes a check unless that asks for it; a default may not pass it either.
            found.add(MigrationRule.ADD_CONSTRAINT);
        }
        List<String> called = calledByDefault(column);
        if (serial || generated || called.stream().anyMatch(function -> !STABLE.contains(function))) {
            found.add(MigrationRule.REWRITES_TABLE);
        }
        if (called.stream().anyMatch(function -> !STABLE.contains(function) && !Rows.isHarmless(function))) {
            found.add(MigrationRule.RUNS_CODE); // for every row that is there
        }
        if (column.hasLater("REFERENCES") && fills) {
            found.add(MigrationRule.SCANS_TABLE);
        }
        if (type.toLowerCase(Locale.ROOT).equals("json")) {
            found.add(MigrationRule.JSON_COLUMN);
        }
        return found;
    }

    private static List<String> calledByDefault(SqlCursor column) {
        List<SqlToken> words = column.rest();
        List<String> called = new ArrayList<>();
        boolean inDefault = false;
        for (int i = 0; i + 1 < words.size(); i++) {
            inDefault |= words.get(i).is("DEFAULT");
            if (inDefault && words.get(i).isName() && words.get(i + 1).isSymbol("(") && !referenced(words, i)) {
                called.add(words.get(i).name());
            }
        }
        return called;
    }

    /** {@code REFERENCES other (id)} calls nothing. */
    private static boolean referenced(List<SqlToken> words, int i) {
        int first = i;
        while (first > 1 && words.get(first - 1).isSymbol(".")) {
            first -= 2;
        }
        return first > 0 && words.get(first - 1).is("REFERENCES")
                || words.get(i).is("CHECK");
    }
}
