package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The report as GitHub-flavoured Markdown, for a step summary or a comment: outcome first. */
public final class ReportMarkdown {
    /** A comment on GitHub holds 65,536 characters; a step summary 1 MiB. */
    static final int LONGEST = 60_000;

    private ReportMarkdown() {}

    public static String render(Report report) {
        Markdown page = new Markdown(LONGEST);
        page.heading(2, mark(report) + " ratchet " + Markdown.text(report.command()));
        page.paragraph("**" + Markdown.text(report.outcome()) + "**");
        TriagePart.advice(page, report.advice());
        TriagePart.causes(page, report.diagnosis());
        page.table(
                "Findings",
                List.of("", "Rule", "Seen", "Expected", "What to do"),
                Rows.findings(report).stream().map(ReportMarkdown::row).toList());
        PlanSections.of(report).forEach(section -> section(page, section));
        page.table("Restore", List.of("", ""), Rows.restore(report.restore()));
        page.table("Release", List.of("", ""), release(report));
        page.table(
                "Backups",
                List.of("Database", "Size", "Took", "Proof", "Taken", "Where"),
                Rows.of(report.backups()).stream().map(Rows::backup).toList());
        page.table("Schema", List.of("Database", "Before", "After"), Rows.schemas(report));
        page.table(
                "Jobs",
                List.of("Job", "Hook", "State", "Took", "Message"),
                Rows.of(report.jobs()).stream().map(Rows::job).toList());
        Rows.of(report.jobs()).stream()
                .filter(job -> !job.log().isEmpty())
                .forEach(job -> page.log("The last lines of " + job.name(), job.log()));
        page.table(
                "Workloads",
                List.of("Workload", "", "How far", "Revision", "Images", "Restarts"),
                Rows.of(report.workloads()).stream().map(Rows::workload).toList());
        page.table(
                "Checks",
                List.of("Check", "Kind", "Outcome", "Seen", "Expected", "Took"),
                Rows.of(report.checks()).stream().map(Rows::check).toList());
        return page.render();
    }

    private static void section(Markdown page, Section section) {
        page.heading(3, section.title());
        for (Section.Block block : section.blocks()) {
            if (block instanceof Section.Sentence sentence) {
                page.paragraph(Markdown.text(sentence.text()));
            } else if (block instanceof Section.Table table) {
                page.table(table.header(), table.rows());
            } else if (block instanceof Section.Lines lines) {
                page.folded(lines.title(), lines.diff() ? "diff" : "text", lines.lines());
            }
        }
    }

    private static List<String> row(Finding finding) {
        String todo = finding.waiver() == null
                ? finding.todo()
                : "waived: " + finding.waiver() + (finding.todo() == null ? "" : " — " + finding.todo());
        return Arrays.asList(Rows.word(finding.severity()), finding.rule(), finding.seen(), finding.expected(), todo);
    }

    private static List<List<String>> release(Report report) {
        List<List<String>> rows = new ArrayList<>();
        add(rows, "Product", report.product());
        add(rows, "Release", report.release());
        add(rows, "Namespace", report.namespace());
        add(rows, "From", report.from());
        add(rows, "To", report.to());
        add(rows, "Upgrade", report.upgrade());
        add(rows, "State", report.state());
        add(rows, "Plan digest", report.digest());
        add(rows, "Exit code", report.exitCode());
        add(rows, "Started", report.started());
        if (report.started() != null && report.finished() != null) {
            add(rows, "Took", Units.duration(Duration.between(report.started(), report.finished())));
        }
        add(rows, "Ratchet", report.ratchet());
        return rows;
    }

    private static void add(List<List<String>> rows, String name, Object value) {
        if (value != null) {
            rows.add(List.of(name, value.toString()));
        }
    }

    private static String mark(Report report) {
        return switch (report.exitCode()) {
            case 0 -> "✅";
            case 2 -> "⛔";
            default -> "❌";
        };
    }
}
