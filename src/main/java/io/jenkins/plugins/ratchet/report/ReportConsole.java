package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Diagnosis;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.util.ArrayList;
import java.util.List;

/** The report as the last lines of a console: one line a fact, aligned, the outcome last. */
public final class ReportConsole {
    private static final int LONGEST = 1000;
    private static final int LABEL = 10;
    private static final int MOST_LINES = 40;

    private final StringBuilder out = new StringBuilder();
    private final boolean colour;

    private ReportConsole(boolean colour) {
        this.colour = colour;
    }

    /** @param colour whether to use ANSI colours; only a terminal wants them */
    public static String render(Report report, boolean colour) {
        return new ReportConsole(colour).all(report);
    }

    private enum Colour {
        RED(31),
        GREEN(32),
        YELLOW(33),
        BOLD(1),
        NONE(0);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

    private String all(Report report) {
        fact("release", release(report));
        fact("from", report.from());
        fact("to", report.to());
        fact("digest", report.digest());
        boolean plan = "plan".equals(report.command());
        PlanSections.of(report).forEach(section -> section(section, plan));
        Rows.restore(report.restore()).forEach(row -> fact(row.get(0), row.get(1)));
        rows("backup", Rows.of(report.backups()).stream().map(Rows::backup).toList());
        rows("schema", Rows.schemas(report).stream().map(ReportConsole::schema).toList());
        rows("job", Rows.of(report.jobs()).stream().map(Rows::job).toList());
        checks(Rows.of(report.checks()));
        Rows.findings(report).forEach(this::finding);
        causes(report.diagnosis());
        advice(report.advice());
        fact("upgrade", report.upgrade() == null ? null : report.upgrade() + ", " + report.state());
        Colour outcome = report.exitCode() == 0 ? Colour.GREEN : Colour.RED;
        line(outcome, report.exitCode() == 0 ? "done" : "exit " + report.exitCode(), report.outcome());
        return out.toString();
    }

    /** @param plan whether to show diffs: after an upgrade nobody looks for them above what became of it */
    private void section(Section section, boolean plan) {
        for (Section.Block block : section.blocks()) {
            if (block instanceof Section.Sentence sentence) {
                fact(section.label(), sentence.text());
            } else if (block instanceof Section.Table table) {
                rows(section.label(), table.rows());
            } else if (block instanceof Section.Lines lines && (plan || !lines.diff())) {
                lines(section.label(), lines);
            }
        }
    }

    /** A console is no place to read a long diff in: the reports have all of it. */
    private void lines(String label, Section.Lines block) {
        fact(label, block.title());
        block.lines().stream().limit(MOST_LINES).forEach(text -> {
            boolean added = block.diff() && text.startsWith("+");
            boolean taken = block.diff() && text.startsWith("-");
            Colour code = added ? Colour.GREEN : taken ? Colour.RED : Colour.NONE;
            put(code, "", Plain.indented(text, LONGEST));
        });
        if (block.lines().size() > MOST_LINES) {
            fact("", (block.lines().size() - MOST_LINES) + " more lines in the report (--report DIR)");
        }
    }

    private void checks(List<CheckResult> checks) {
        int widest = checks.stream()
                .mapToInt(check -> Plain.line(check.name(), 40).length())
                .max()
                .orElse(0);
        for (CheckResult check : checks) {
            Colour colour = switch (check.outcome()) {
                case PASSED -> Colour.GREEN;
                case FAILED -> Colour.RED;
                case MANUAL, SKIPPED -> Colour.YELLOW;
            };
            boolean ran = check.outcome() == CheckResult.Outcome.PASSED || check.failed();
            String took = ran ? Units.duration(check.took()) : "";
            line(
                    colour,
                    Rows.word(check.outcome()),
                    pad(Plain.line(check.name(), 40), widest) + "  " + Plain.line(check.seen(), LONGEST)
                            + (took.isEmpty() ? "" : " (" + took + ")"));
            if (check.failed()) {
                fact("  expected", check.expected());
                fact("  cause", check.cause());
            }
            fact("  to do", check.todo());
        }
    }

    private void finding(Finding finding) {
        Colour colour = switch (finding.severity()) {
            case BLOCK -> Colour.RED;
            case WARN -> Colour.YELLOW;
            case INFO -> Colour.NONE;
        };
        if (finding.severity() == Severity.INFO && finding.expected() == null && finding.todo() == null) {
            line(colour, "info", finding.rule() + ": " + finding.seen());
            return;
        }
        gap();
        line(colour, Rows.word(finding.severity()), finding.rule());
        fact("  seen", finding.seen());
        fact("  expected", finding.expected());
        fact("  to do", finding.todo());
        fact("  waived", finding.waiver());
        gap();
    }

    private void causes(Diagnosis diagnosis) {
        if (diagnosis == null) {
            return;
        }
        gap();
        for (Cause cause : Rows.of(diagnosis.causes())) {
            line(Colour.RED, "cause", cause.id() + ": " + cause.what());
            Rows.of(cause.evidence()).forEach(seen -> fact("  seen", seen));
            Rows.of(cause.advice()).forEach(todo -> fact("  to do", todo));
        }
        if (diagnosis.causes().isEmpty()) {
            fact("cause", "none of the known ones; the bundle holds what was collected");
        }
        fact("bundle", diagnosis.bundle());
        gap();
    }

    private void advice(Advice advice) {
        if (advice == null) {
            return;
        }
        gap();
        line(
                Colour.BOLD,
                "to do",
                (advice.direction() == Advice.Direction.RESTORE ? "restore" : "roll forward")
                        + (Boolean.TRUE.equals(advice.uncertain()) ? ", as the safer way: it is not certain" : ""));
        advice.why().forEach(why -> fact("  because", why));
        fact("  scenario", advice.scenario());
        advice.lost().forEach(lost -> fact("  loses", lost));
        advice.commands().forEach(command -> fact("  run", command));
        fact("  contact", advice.contact());
        gap();
    }

    private void rows(String label, List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = Plain.line(row.get(i), LONGEST).length();
                if (i == widths.size()) {
                    widths.add(width);
                }
                // One very long cell must not push all others out of sight.
                widths.set(i, Math.min(40, Math.max(widths.get(i), width)));
            }
        }
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                if (widths.get(i) > 0) {
                    cells.add(pad(Plain.line(row.get(i), LONGEST), widths.get(i)));
                }
            }
            fact(label, String.join("  ", cells));
        }
    }

    private void fact(String label, Object value) {
        if (value != null) {
            line(Colour.NONE, label, value.toString());
        }
    }

    /** An empty line, unless there is one already. */
    private void gap() {
        int length = out.length();
        if (length > 1 && !(out.charAt(length - 1) == '\n' && out.charAt(length - 2) == '\n')) {
            out.append('\n');
        }
    }

    private void line(Colour code, String label, String text) {
        put(code, label, Plain.line(text, LONGEST));
    }

    private void put(Colour code, String label, String text) {
        String start = pad(label, LABEL);
        boolean coloured = colour && code != Colour.NONE;
        out.append(coloured ? "\u001B[" + code.code + "m" + start + "\u001B[0m" : start)
                .append(' ')
                .append(text)
                .append('\n');
    }

    private static List<String> schema(List<String> row) {
        String before = row.get(1) == null ? "unknown" : row.get(1);
        String after = row.get(2) == null ? "unknown" : row.get(2);
        return List.of(row.get(0), before.equals(after) ? before + ", unchanged" : before + " → " + after);
    }

    private static String release(Report report) {
        if (report.release() == null) {
            return null;
        }
        String where = report.namespace() == null ? "" : " in namespace " + report.namespace();
        return report.release() + where + (report.product() == null ? "" : " (" + report.product() + ")");
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
