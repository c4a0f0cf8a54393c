package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.report.Annotations;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.report.ReportMarkdown;
import io.jenkins.plugins.ratchet.report.WorkflowCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Speaks to the runner of GitHub Actions.
 *
 * <p>While the engine runs, the runner acts on no command that a line of output may contain: what a migration Job prints
 * is not ours. It listens again only for a word that nobody can guess, when a secret is to be masked and at the end.
 */
final class GithubRunner {
    private final PrintStream out;
    private final Map<String, String> environment;
    private String word;

    GithubRunner(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = environment;
    }

    synchronized void begin(String command) {
        out.println(WorkflowCommand.of("group", "ratchet " + command).line() + "\n" + deafen());
    }

    /** The runner masks it in what later steps print. In one piece, so that no other line comes between. */
    synchronized void mask(String secret) {
        String masks = secret.lines()
                .filter(line -> line.length() >= Redaction.SHORTEST)
                .map(line -> WorkflowCommand.of("add-mask", line).line() + "\n")
                .collect(Collectors.joining());
        if (!masks.isEmpty()) {
            out.println(listen() + "\n" + masks + deafen());
        }
    }

    /** Ends the group, shows the report, then annotations, outputs and the step's summary. */
    synchronized void end(Report report, String shown, Path reportDirectory) {
        out.println(listen() + "\n" + WorkflowCommand.of("endgroup", "").line() + "\n" + deafen());
        out.print(shown);
        out.println(listen());
        Annotations.of(report).forEach(out::println);
        output(outputs(report, reportDirectory));
        summary(ReportMarkdown.render(report));
    }

    /** Outputs of the step; null is left out. The file is added to, as other steps do. */
    void output(Map<String, Object> outputs) {
        String end = "end-" + UUID.randomUUID();
        String text = outputs.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .map(each -> each.getKey() + "<<" + end + "\n" + each.getValue() + "\n" + end + "\n")
                .collect(Collectors.joining());
        add("GITHUB_OUTPUT", text);
    }

    void summary(String markdown) {
        add("GITHUB_STEP_SUMMARY", markdown + "\n");
    }

    private String deafen() {
        word = UUID.randomUUID().toString();
        return WorkflowCommand.of("stop-commands", word).line();
    }

    private String listen() {
        return WorkflowCommand.of(word, "").line();
    }

    private static Map<String, Object> outputs(Report report, Path reportDirectory) {
        Map<String, Object> outputs = versions(report.from(), report.to());
        outputs.put("id", report.upgrade());
        outputs.put("digest", report.digest());
        outputs.put("state", report.state());
        outputs.put("outcome", report.outcome());
        outputs.put("exit-code", report.exitCode());
        outputs.put("report", reportDirectory == null ? null : reportDirectory.toAbsolutePath());
        return outputs;
    }

    /** {@code from}, {@code to} and {@code revision}, the one that the upgrade made. */
    static Map<String, Object> versions(ReleaseVersion from, ReleaseVersion to) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("from", from == null ? null : from.chartVersion());
        outputs.put("to", to == null ? null : to.chartVersion());
        outputs.put("revision", to == null ? null : to.revision());
        return outputs;
    }

    private void add(String variable, String text) {
        String file = environment.get(variable);
        if (file == null || file.isBlank()) {
            return;
        }
        try {
            Files.writeString(
                    Path.of(file), text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw RunException.unavailable(
                    "the file " + file + ", which " + variable + " names, cannot be written: " + e.getMessage(), e);
        }
    }
}
