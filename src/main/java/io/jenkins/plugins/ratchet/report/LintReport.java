package io.jenkins.plugins.ratchet.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the lint found, for people and for the tools that show it.
 *
 * @param files names of the migrations that were judged
 */
public record LintReport(List<String> files, List<LintFinding> findings) {
    private static final int LONGEST = 300;

    /** In what form. */
    public enum Format {
        /** One line a finding, the outcome last. */
        text,
        /** Annotations of GitHub Actions. */
        github,
        /** For a comment or a step's summary: outcome first. */
        markdown,
        /** SARIF 2.1.0. */
        sarif,
        /** JUnit XML, a test case for each migration. */
        junit,
        json
    }

    public boolean passed() {
        return count(Severity.ERROR) == 0;
    }

    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    public String render(Format format) {
        return switch (format) {
            case text -> text();
            case github -> findings.stream().map(LintReport::annotation).collect(Collectors.joining()) + outcome();
            case markdown -> LintMarkdown.render(this);
            case sarif -> LintSarif.render(this);
            case junit -> junit();
            case json -> json();
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (LintFinding finding : findings) {
            text.append(finding.file())
                    .append(':')
                    .append(finding.line())
                    .append(": ")
                    .append(finding.severity().name().toLowerCase(java.util.Locale.ROOT))
                    .append(' ')
                    .append(finding.rule())
                    .append(": ")
                    .append(Plain.line(finding.seen(), LONGEST))
                    .append('\n');
            if (finding.severity() != Severity.NOTE) {
                text.append("    ").append(finding.why()).append('\n');
                text.append("    instead: ").append(finding.instead()).append('\n');
            }
        }
        return text.append(outcome()).toString();
    }

    String outcome() {
        return (passed() ? "passed: " : "refused: ") + files.size() + " migrations, " + count(Severity.ERROR)
                + " errors, " + count(Severity.WARNING) + " warnings, " + count(Severity.NOTE) + " notes\n";
    }

    private static String annotation(LintFinding finding) {
        String command = switch (finding.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
        };
        Map<String, String> place = new LinkedHashMap<>();
        place.put("file", finding.file());
        place.put("line", String.valueOf(finding.line()));
        place.put("title", finding.rule());
        String text = Plain.line(finding.seen(), LONGEST) + "\n" + finding.why() + " Instead: " + finding.instead();
        return new WorkflowCommand(command, place, text).line() + "\n";
    }

    private String junit() {
        Map<String, List<LintFinding>> byFile = new LinkedHashMap<>();
        files.forEach(file -> byFile.put(file, new ArrayList<>()));
        findings.forEach(finding -> byFile.computeIfAbsent(finding.file(), file -> new ArrayList<>())
                .add(finding));
        List<JunitXml.Case> cases = new ArrayList<>();
        byFile.forEach((file, found) -> {
            List<LintFinding> errors = found.stream()
                    .filter(finding -> finding.severity() == Severity.ERROR)
                    .toList();
            String text = new LintReport(List.of(), found).text();
            cases.add(
                    errors.isEmpty()
                            ? new JunitXml.Case(
                                    file, JunitXml.Result.PASSED, null, found.isEmpty() ? null : text, Duration.ZERO)
                            : new JunitXml.Case(
                                    file,
                                    JunitXml.Result.FAILED,
                                    errors.stream()
                                            .map(LintFinding::rule)
                                            .distinct()
                                            .collect(Collectors.joining(", ")),
                                    text,
                                    Duration.ZERO));
        });
        return JunitXml.render("ratchet lint", Map.of("migrations", cases), null);
    }

    private String json() {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
