package io.jenkins.plugins.ratchet.report;

import java.util.Collection;
import java.util.List;

/** The first page of a support bundle: what came of it, whom to contact, why, what to do, what else is in there. */
final class BundlePage {
    static final String NAME = "index.md";
    private static final int LONGEST = 200_000;

    private BundlePage() {}

    static String render(Report report, Collection<String> files) {
        Markdown page = new Markdown(LONGEST);
        page.heading(1, Markdown.text(report.namespace() + "/" + report.release()));
        page.paragraph("**" + Markdown.text(report.outcome()) + "**");
        String contact = report.diagnosis() == null ? null : report.diagnosis().contact();
        page.paragraph("Contact support immediately; do not roll back."
                + (contact == null ? " The configuration names no contact." : " " + Markdown.text(contact)));
        TriagePart.causes(page, report.diagnosis());
        TriagePart.advice(page, report.advice());
        if (report.diagnosis() != null && !report.diagnosis().notReady().isEmpty()) {
            page.heading(3, "What is not ready");
            page.paragraph(TriagePart.items(report.diagnosis().notReady()));
        }
        page.table("Schema", List.of("Database", "Before", "After"), Rows.schemas(report));
        if (report.diagnosis() != null && !report.diagnosis().missing().isEmpty()) {
            page.heading(3, "What could not be collected");
            page.paragraph(TriagePart.items(report.diagnosis().missing()));
        }
        page.heading(3, "What is in this bundle");
        page.paragraph("Secrets are masked: those that the release refers to by their value, others by their form. Look"
                + " through it before you hand it on.");
        page.paragraph(TriagePart.items(List.copyOf(files)));
        return page.render();
    }
}
