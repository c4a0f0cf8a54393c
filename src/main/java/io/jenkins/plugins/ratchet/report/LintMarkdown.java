package io.jenkins.plugins.ratchet.report;

import java.util.List;
import java.util.Locale;

/** The lint's report as GitHub-flavoured Markdown, for a step summary or a comment: outcome first. */
final class LintMarkdown {
    private LintMarkdown() {}

    static String render(LintReport report) {
        Markdown page = new Markdown(ReportMarkdown.LONGEST);
        page.heading(2, (report.passed() ? "✅" : "⛔") + " ratchet lint");
        page.paragraph("**" + Markdown.text(report.outcome()) + "**");
        page.table(
                "Findings",
                List.of("", "Rule", "Where", "Seen", "Why", "Instead"),
                report.findings().stream()
                        .map(finding -> List.of(
                                finding.severity().name().toLowerCase(Locale.ROOT),
                                finding.rule(),
                                finding.file() + ":" + finding.line(),
                                finding.seen(),
                                finding.why(),
                                finding.instead()))
                        .toList());
        return page.render();
    }
}
