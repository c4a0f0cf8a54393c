package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Diagnosis;
import io.jenkins.plugins.ratchet.outcome.Advice;
import java.util.List;
import java.util.stream.Collectors;

/** The parts of a page about a failure: what to do, and the likely causes. */
final class TriagePart {
    private TriagePart() {}

    static void advice(Markdown page, Advice advice) {
        if (advice == null) {
            return;
        }
        page.heading(
                3,
                (advice.direction() == Advice.Direction.RESTORE ? "What to do: restore" : "What to do: roll forward")
                        + (Boolean.TRUE.equals(advice.uncertain()) ? ", as the safer way" : ""));
        if (Boolean.TRUE.equals(advice.uncertain())) {
            page.paragraph("It is not certain what was committed; in doubt this is the way that loses nothing.");
        }
        for (String why : advice.why()) {
            page.paragraph(Markdown.text(why));
        }
        if (advice.scenario() != null) {
            page.paragraph("Scenario of a way back: " + Markdown.text(advice.scenario()));
        }
        if (!advice.lost().isEmpty()) {
            page.paragraph("Going back would lose:");
            page.paragraph(items(advice.lost()));
        }
        if (!advice.commands().isEmpty()) {
            page.commands(advice.commands());
        }
        if (advice.contact() != null) {
            page.paragraph("Contact: " + Markdown.text(advice.contact()));
        }
    }

    static void causes(Markdown page, Diagnosis diagnosis) {
        if (diagnosis == null) {
            return;
        }
        page.heading(3, "Likely causes");
        if (diagnosis.causes().isEmpty()) {
            page.paragraph("None of the known ones fits what was collected.");
        }
        for (Cause cause : diagnosis.causes()) {
            page.paragraph("**" + Markdown.text(cause.what()) + "** (" + Markdown.text(cause.id()) + ")");
            if (!cause.evidence().isEmpty()) {
                page.paragraph(items(cause.evidence()));
            }
            page.paragraph(cause.advice().stream()
                    .map(todo -> "- To do: " + Markdown.text(todo))
                    .collect(Collectors.joining("\n")));
        }
        if (diagnosis.bundle() != null) {
            page.paragraph("Support bundle: " + Markdown.text(diagnosis.bundle()));
        }
    }

    static String items(List<String> foreign) {
        return foreign.stream().map(line -> "- " + Markdown.text(line)).collect(Collectors.joining("\n"));
    }
}
