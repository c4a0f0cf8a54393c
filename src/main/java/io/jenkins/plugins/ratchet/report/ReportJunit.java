package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.report.JunitXml.Case;
import io.jenkins.plugins.ratchet.report.JunitXml.Result;
import io.jenkins.plugins.ratchet.restore.RestorePlan;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The report as JUnit XML, as Jenkins and GitHub show it: suites run, rules, backups, jobs and checks. What only a person
 * can tell is a skipped test, a warning is a passed one with output.
 */
public final class ReportJunit {
    private static final int LONGEST_VALUE = 4000;
    private static final int MOST = 500;

    private ReportJunit() {}

    public static String render(Report report) {
        Map<String, List<Case>> suites = new LinkedHashMap<>();
        suites.put("run", List.of(run(report)));
        suites.put("rules", cases(Rows.findings(report), ReportJunit::rule));
        if (report.restore() != null) {
            suites.put("restore", cases(report.restore().stores(), ReportJunit::restored));
        }
        suites.put("backups", cases(report.backups(), ReportJunit::backup));
        suites.put("jobs", cases(report.jobs(), ReportJunit::job));
        suites.put("checks", cases(report.checks(), ReportJunit::check));
        return JunitXml.render("ratchet " + report.command(), suites, report.started());
    }

    private static Case run(Report report) {
        Duration took = report.started() == null || report.finished() == null
                ? null
                : Duration.between(report.started(), report.finished());
        return new Case(
                report.command(),
                report.exitCode() == 0 ? Result.PASSED : Result.FAILED,
                report.outcome(),
                advice(report.advice()),
                took);
    }

    private static Case restored(RestorePlan.Store store) {
        String text = lines(
                "back to", String.valueOf(store.takenAt()),
                "into", store.restored(),
                "kept", store.kept(),
                "lost", String.join("; ", store.lost()));
        return new Case(store.database(), Result.PASSED, null, text, null);
    }

    private static Case rule(Finding finding) {
        String text = lines(
                "severity", Rows.word(finding.severity()),
                "seen", finding.seen(),
                "expected", finding.expected(),
                "to do", finding.todo(),
                "waived", finding.waiver());
        return new Case(
                finding.rule(),
                finding.severity() == Severity.BLOCK ? Result.FAILED : Result.PASSED,
                finding.seen(),
                text,
                null);
    }

    private static Case backup(BackupEntry backup) {
        String text = lines(
                "size", Units.bytes(backup.bytes()),
                "proof", backup.proof(),
                "where", backup.location(),
                "taken", backup.takenAt() == null ? null : backup.takenAt().toString());
        return new Case(
                backup.database(),
                backup.proven() ? Result.PASSED : Result.FAILED,
                "not proven to be restorable",
                text,
                backup.took());
    }

    private static Case job(JobOutcome job) {
        String state = Rows.word(job.state());
        return new Case(
                job.name(),
                job.complete() ? Result.PASSED : Result.FAILED,
                job.message() == null ? state : state + ": " + job.message(),
                lines("hook", job.hook(), "uid", job.uid()),
                null);
    }

    private static Case check(CheckResult check) {
        Result result = switch (check.outcome()) {
            case PASSED -> Result.PASSED;
            case FAILED -> Result.FAILED;
            case MANUAL, SKIPPED -> Result.SKIPPED;
        };
        String text = lines(
                "kind", check.kind(),
                "seen", check.seen(),
                "expected", check.expected(),
                "cause", check.cause() == null ? null : check.cause().id(),
                "to do", check.todo());
        return new Case(check.name(), result, check.seen(), text, check.took());
    }

    private static <T> List<Case> cases(List<T> all, Function<T, Case> each) {
        return Rows.of(all).stream().limit(MOST).map(each).toList();
    }

    private static String advice(Advice advice) {
        if (advice == null) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        lines.add("what to do: " + Rows.word(advice.direction()));
        lines.addAll(advice.why());
        advice.commands().forEach(command -> lines.add("$ " + command));
        return String.join("\n", lines);
    }

    private static String lines(String... namesAndValues) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                lines.append(namesAndValues[i])
                        .append(": ")
                        .append(Plain.line(namesAndValues[i + 1], LONGEST_VALUE))
                        .append('\n');
            }
        }
        return lines.toString();
    }
}
