package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.Check;
import java.time.Duration;
import java.util.List;

/** Asks a database and compares the first column of its answer. */
final class SqlProbe implements Probe {
    private final Check.Sql check;
    private final Sql sql;

    SqlProbe(Check.Sql check, Sql sql) {
        this.check = check;
        this.sql = sql;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        if (check.database() == null || check.query() == null) {
            return Attempt.hopeless("it names no " + (check.database() == null ? "database" : "query"), null);
        }
        return judge(sql.firstColumn(check.database(), check.query(), limit));
    }

    private Attempt judge(List<String> column) {
        if (check.equals() != null) {
            String expected = "exactly one row with " + Words.quote(check.equals());
            return column.size() == 1 && check.equals().equals(column.get(0))
                    ? Attempt.passed("the answer is " + Words.quote(check.equals()))
                    : Attempt.failed(rows(column), expected);
        }
        if (!check.contains().isEmpty()) {
            List<String> missing = check.contains().stream()
                    .filter(value -> !column.contains(value))
                    .toList();
            return missing.isEmpty()
                    ? Attempt.passed(count(column) + " hold " + Words.quoteAll(check.contains()))
                    : Attempt.failed(
                            "missing " + Words.quoteAll(missing) + " in " + rows(column),
                            "rows with " + Words.quoteAll(check.contains()));
        }
        if (check.empty() != null) {
            boolean passed = column.isEmpty() == check.empty();
            return passed
                    ? Attempt.passed(count(column))
                    : Attempt.failed(rows(column), check.empty() ? "no row" : "at least one row");
        }
        return Attempt.hopeless("it says nothing to compare with", "one of equals, contains and empty");
    }

    private static String rows(List<String> column) {
        return column.isEmpty() ? "no row" : count(column) + ": " + Words.quoteAll(column);
    }

    private static String count(List<String> column) {
        return column.size() == 1 ? "1 row" : column.size() + " rows";
    }
}
