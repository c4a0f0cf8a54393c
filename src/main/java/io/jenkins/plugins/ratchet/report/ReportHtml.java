package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Diagnosis;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The report as one HTML file that needs nothing else: no script, no font, no picture. Outcome first. It reads without
 * its style sheet too, as Jenkins shows archived pages without one.
 */
public final class ReportHtml {
    static final int LONGEST = 8 * 1024 * 1024;

    private final Html page = new Html(LONGEST);
    private final Report report;

    private ReportHtml(Report report) {
        this.report = report;
    }

    public static String render(Report report) {
        return new ReportHtml(report).all();
    }

    private String all() {
        String title = "ratchet " + report.command() + (report.release() == null ? "" : " · " + report.release());
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
                        + " 'unsafe-inline'\">\n")
                .element("title", title)
                .raw("<style>\n" + style() + "</style>\n</head>\n<body>\n");
        header(title);
        page.raw("<main>\n");
        advice(report.advice());
        causes(report.diagnosis());
        findings();
        PlanSections.of(report).forEach(this::section);
        tables();
        if (page.leftOut() > 0) {
            page.raw(
                    "<p>" + page.leftOut() + " rows and lines left out for length; report.json has all of them.</p>\n");
        }
        page.raw("</main>\n<footer>");
        page.text("Ratchet " + Objects.toString(report.ratchet(), "") + took()).raw("</footer>\n</body>\n</html>\n");
        return page.toString();
    }

    private void header(String title) {
        String kind = report.exitCode() == 0 ? "good" : report.exitCode() == 2 ? "refused" : "bad";
        String word = report.exitCode() == 0 ? "done" : "exit " + report.exitCode();
        page.raw("<header class=\"" + kind + "\">\n<p class=\"what\">")
                .text(title)
                .raw("</p>\n<h1>");
        page.raw("<span class=\"badge\">" + word + "</span> ")
                .text(report.outcome())
                .raw("</h1>\n<dl>\n");
        fact("From", report.from());
        fact("To", report.to());
        fact("Product", report.product());
        fact("Namespace", report.namespace());
        fact("Kubernetes", report.outlook() == null ? null : report.outlook().kubernetes());
        fact("Upgrade", report.upgrade() == null ? null : report.upgrade() + ", " + report.state());
        fact("Plan digest", report.digest());
        page.raw("</dl>\n</header>\n");
    }

    private void fact(String name, Object value) {
        if (value != null) {
            page.raw("<div><dt>" + name + "</dt><dd>").text(value.toString()).raw("</dd></div>\n");
        }
    }

    private void advice(Advice advice) {
        if (advice == null) {
            return;
        }
        open(advice.direction() == Advice.Direction.RESTORE ? "What to do: restore" : "What to do: roll forward");
        if (Boolean.TRUE.equals(advice.uncertain())) {
            page.element("p", "The safer way: it is not certain.");
        }
        advice.why().forEach(why -> page.element("p", why));
        if (advice.scenario() != null) {
            page.element("p", "Scenario: " + advice.scenario());
        }
        advice.lost().forEach(lost -> page.element("p", "Loses: " + lost));
        if (!advice.commands().isEmpty()) {
            page.lines(false, advice.commands());
        }
        if (advice.contact() != null) {
            page.element("p", "Contact: " + advice.contact());
        }
        close();
    }

    private void causes(Diagnosis diagnosis) {
        if (diagnosis == null) {
            return;
        }
        open("Why it failed");
        for (Cause cause : Rows.of(diagnosis.causes())) {
            page.raw("<article class=\"finding\">\n").element("h3", cause.id() + ": " + cause.what());
            Rows.of(cause.evidence()).forEach(line -> page.element("p", line));
            Rows.of(cause.advice()).forEach(todo -> page.element("p", "To do: " + todo));
            page.raw("</article>\n");
        }
        if (Rows.of(diagnosis.causes()).isEmpty()) {
            page.element("p", "No known cause fits.");
        }
        close();
    }

    private void findings() {
        List<Finding> findings = Rows.findings(report);
        if (findings.isEmpty()) {
            if (report.outlook() != null) {
                open("Findings");
                page.element("p", "None: every rule holds.");
                close();
            }
            return;
        }
        open("Findings");
        for (Finding finding : findings) {
            String severity = Rows.word(finding.severity());
            page.raw("<article class=\"finding " + severity + "\">\n<h3><span class=\"badge\">" + severity + "</span> ")
                    .text(finding.rule())
                    .raw("</h3>\n")
                    .element("p", finding.seen());
            if (finding.expected() != null || finding.todo() != null || finding.waiver() != null) {
                page.raw("<dl>\n");
                fact("Expected", finding.expected());
                fact("To do", finding.todo());
                fact("Waived", finding.waiver());
                page.raw("</dl>\n");
            }
            page.raw("</article>\n");
        }
        close();
    }

    private void section(Section section) {
        open(section.title());
        for (Section.Block block : section.blocks()) {
            if (block instanceof Section.Sentence sentence) {
                page.element("p", sentence.text());
            } else if (block instanceof Section.Table table) {
                page.table(section.title(), table.header(), table.rows());
            } else if (block instanceof Section.Lines lines) {
                page.folded(lines.title(), lines.diff(), lines.lines());
            }
        }
        close();
    }

    private void tables() {
        table("Restore", List.of("", ""), Rows.restore(report.restore()));
        table(
                "Backups",
                List.of("Database", "Size", "Took", "Proof", "Taken", "Where"),
                Rows.of(report.backups()).stream().map(Rows::backup).toList());
        table("Schema", List.of("Database", "Before", "After"), Rows.schemas(report));
        table(
                "Jobs",
                List.of("Job", "Hook", "State", "Took", "Message"),
                Rows.of(report.jobs()).stream().map(Rows::job).toList());
        Rows.of(report.jobs()).stream()
                .filter(job -> !job.log().isEmpty())
                .forEach(job -> page.folded("The last lines of " + job.name(), false, job.log()));
        table(
                "Workloads",
                List.of("Workload", "State", "How far", "Revision", "Images", "Restarts"),
                Rows.of(report.workloads()).stream().map(Rows::workload).toList());
        table(
                "Checks",
                List.of("Check", "Kind", "Outcome", "Seen", "Expected", "Took"),
                Rows.of(report.checks()).stream().map(Rows::check).toList());
    }

    private void table(String title, List<String> header, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            open(title);
            page.table(title, header, rows);
            close();
        }
    }

    private void open(String title) {
        page.raw("<section>\n").element("h2", title);
    }

    private void close() {
        page.raw("</section>\n");
    }

    private String took() {
        return report.started() == null || report.finished() == null
                ? ""
                : " · " + report.started() + " · took "
                        + Units.duration(Duration.between(report.started(), report.finished()));
    }

    private static String style() {
        try (InputStream in = ReportHtml.class.getResourceAsStream("report.css")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the report's style sheet is in ratchet.jar", e);
        }
    }
}
