package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a database and compares the first column of its answer. */
final class SqlProbe implements Probe {
    static final String SCHEMA_MIGRATIONS = "SELECT version FROM schema_migrations";

    private final Check.Sql check;
    private final boolean compared;
    private final Sql sql;

    /** @param compared whether it is enough that the answer is compared with an earlier one */
    SqlProbe(Check.Sql check, boolean compared, Sql sql) {
        this.check = check;
        this.compared = compared;
        this.sql = sql;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        boolean own = !check.holds().isEmpty() || !check.versions().isEmpty();
        if (check.database() == null || check.query() == null && !own) {
            return Attempt.hopeless("it names no " + (check.database() == null ? "database" : "query"), null);
        }
        if (!check.holds().isEmpty()) {
            return invariants(limit);
        }
        String query = check.query() == null ? SCHEMA_MIGRATIONS : check.query();
        List<String> column = sql.firstColumn(check.database(), query, limit);
        return judge(column)
                .value(String.join("\n", column.stream().map(String::valueOf).toList()));
    }

    private Attempt invariants(Duration limit) throws Exception {
        List<String> seen = new ArrayList<>();
        for (Check.Sql.Invariant invariant : check.holds()) {
            Invariants each = Invariants.of(invariant);
            List<String> rows = sql.firstColumn(check.database(), each.query(), limit);
            if (!rows.isEmpty()) {
                return Attempt.failed(each.cause(), each.words(rows), each.expected());
            }
            seen.add(each.expected());
        }
        return Attempt.passed(String.join(", ", seen));
    }

    private Attempt judge(List<String> column) {
        if (!check.versions().isEmpty()) {
            return held(column, check.versions(), CheckCause.SCHEMA_VERSION_MISSING);
        }
        if (check.equals() != null) {
            String expected = "exactly one row with " + Words.quote(check.equals());
            return column.size() == 1 && check.equals().equals(column.get(0))
                    ? Attempt.passed("the answer is " + Words.quote(check.equals()))
                    : Attempt.failed(CheckCause.SQL_ANSWER, rows(column), expected);
        }
        if (!check.contains().isEmpty()) {
            return held(column, check.contains(), CheckCause.SQL_ANSWER);
        }
        if (check.empty() != null) {
            boolean passed = column.isEmpty() == check.empty();
            return passed
                    ? Attempt.passed(count(column))
                    : Attempt.failed(
                            CheckCause.SQL_ANSWER, rows(column), check.empty() ? "no row" : "at least one row");
        }
        return compared
                ? Attempt.passed(rows(column))
                : Attempt.hopeless("it says nothing to compare with", "one of versions, equals, contains and empty");
    }

    private static Attempt held(List<String> column, List<String> wanted, CheckCause cause) {
        List<String> missing =
                wanted.stream().filter(value -> !column.contains(value)).toList();
        return missing.isEmpty()
                ? Attempt.passed(count(column) + " hold " + Words.quoteAll(wanted))
                : Attempt.failed(
                        cause,
                        "missing " + Words.quoteAll(missing) + " in " + rows(column),
                        "rows with " + Words.quoteAll(wanted));
    }

    private static String rows(List<String> column) {
        return column.isEmpty() ? "no row" : count(column) + ": " + Words.quoteAll(column);
    }

    private static String count(List<String> column) {
        return column.size() == 1 ? "1 row" : column.size() + " rows";
    }
}
