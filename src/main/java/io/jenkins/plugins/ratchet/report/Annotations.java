package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What of a report is worth an annotation on GitHub: what blocks, what failed, what warns. */
public final class Annotations {
    /** GitHub shows ten of a kind for each step and drops the rest silently. */
    static final int MOST = 10;

    private static final int LONGEST = 1_000;

    private Annotations() {}

    /** Workflow commands, most important first, one a line without its end. */
    public static List<String> of(Report report) {
        List<WorkflowCommand> errors = new ArrayList<>();
        List<WorkflowCommand> warnings = new ArrayList<>();
        for (Finding finding : Rows.findings(report)) {
            if (finding.blocks()) {
                errors.add(command("error", finding.rule(), text(finding)));
            } else if (finding.severity() == Severity.WARN) {
                warnings.add(command("warning", finding.rule(), text(finding)));
            }
        }
        for (CheckResult check : Rows.of(report.checks())) {
            if (check.failed()) {
                errors.add(command("error", "check " + check.name(), text(check.seen(), check.expected(), null)));
            }
        }
        if (report.exitCode() != 0 && errors.isEmpty()) {
            errors.add(command("error", report.command(), report.outcome()));
        }
        List<String> lines = new ArrayList<>();
        bounded(errors).forEach(command -> lines.add(command.line()));
        bounded(warnings).forEach(command -> lines.add(command.line()));
        return lines;
    }

    private static List<WorkflowCommand> bounded(List<WorkflowCommand> all) {
        if (all.size() <= MOST) {
            return all;
        }
        List<WorkflowCommand> most = new ArrayList<>(all.subList(0, MOST - 1));
        most.add(command(
                all.get(0).name(),
                "ratchet",
                all.size() - MOST + 1 + " more of this kind; the report has all of them"));
        return most;
    }

    private static WorkflowCommand command(String kind, String title, String text) {
        String prefix = title.equals("ratchet") ? "" : "ratchet: ";
        return new WorkflowCommand(kind, Map.of("title", prefix + Plain.line(title, LONGEST)), text);
    }

    private static String text(Finding finding) {
        String text = text(finding.seen(), finding.expected(), finding.todo());
        return finding.waiver() == null ? text : text + "\nwaived: " + Plain.line(finding.waiver(), LONGEST);
    }

    private static String text(String seen, String expected, String todo) {
        return Plain.line(seen, LONGEST)
                + (expected == null ? "" : "\nexpected: " + Plain.line(expected, LONGEST))
                + (todo == null ? "" : "\nto do: " + Plain.line(todo, LONGEST));
    }
}
