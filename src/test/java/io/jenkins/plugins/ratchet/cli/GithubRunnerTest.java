package io.jenkins.plugins.ratchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GithubRunnerTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void the_runner_obeys_no_line_of_the_engines_output() {
        GithubRunner runner = new GithubRunner(out, Map.of());
        runner.begin("upgrade");
        out.println("::set-output name=state::verified");
        runner.end(report(), "::error::shown\n", null);

        assertThat(obeyed()).noneMatch(line -> line.contains("set-output")).noneMatch(line -> line.contains("shown"));
        assertThat(obeyed()).first().isEqualTo("::group::ratchet upgrade");
        assertThat(obeyed()).contains("::endgroup::");
        assertThat(obeyed()).last().asString().startsWith("::error title=ratchet%3A upgrade::");
    }

    @Test
    void each_line_of_a_secret_is_masked_by_the_runner_even_while_it_obeys_nothing_else() {
        GithubRunner runner = new GithubRunner(out, Map.of());
        runner.begin("backup");
        runner.mask("first line%\nsecond line\nxyz");
        out.println("::error::of a job");

        assertThat(obeyed())
                .contains("::add-mask::first line%25", "::add-mask::second line")
                .noneMatch(line -> line.contains("xyz"))
                .noneMatch(line -> line.contains("of a job"));
    }

    @Test
    void the_word_that_makes_the_runner_listen_again_is_never_used_twice() {
        GithubRunner runner = new GithubRunner(out, Map.of());
        runner.begin("backup");
        runner.mask("secret-one");
        runner.mask("secret-two");
        assertThat(lines().stream().filter(line -> line.startsWith("::stop-commands::")))
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void outputs_and_summary_are_added_to_the_files_that_the_runner_names() throws IOException {
        Path outputs = Files.writeString(directory.resolve("output"), "earlier=1\n");
        Path summary = directory.resolve("summary");
        GithubRunner runner = new GithubRunner(
                out, Map.of("GITHUB_OUTPUT", outputs.toString(), "GITHUB_STEP_SUMMARY", summary.toString()));
        runner.begin("upgrade");
        runner.end(report(), "", Path.of("/reports"));

        List<String> written = Files.readAllLines(outputs);
        assertThat(written).startsWith("earlier=1").contains("refused", "by a rule", "2", "/reports");
        String end = written.get(1).substring(written.get(1).indexOf("<<") + 2);
        assertThat(written.get(1)).isEqualTo("outcome<<" + end);
        assertThat(written).filteredOn(line -> line.equals(end)).hasSize(3);
        assertThat(Files.readString(summary)).startsWith("## ⛔ ratchet upgrade").contains("refused");
    }

    @Test
    void a_file_that_cannot_be_written_is_named() {
        GithubRunner runner = new GithubRunner(out, Map.of("GITHUB_OUTPUT", directory.toString()));
        assertThatThrownBy(() -> runner.output(Map.of("id", "u-1")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("GITHUB_OUTPUT")
                .hasMessageContaining(directory.toString());
    }

    /** What a runner acts upon, as its documentation of stop-commands says. */
    private List<String> obeyed() {
        String[] deaf = {null};
        return lines().stream()
                .filter(line -> {
                    if (deaf[0] != null) {
                        deaf[0] = line.equals("::" + deaf[0] + "::") ? null : deaf[0];
                        return false;
                    }
                    if (line.startsWith("::stop-commands::")) {
                        deaf[0] = line.substring("::stop-commands::".length());
                        return false;
                    }
                    return line.startsWith("::");
                })
                .toList();
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Report report() {
        return new ReportDraft("0.1.0", "upgrade").end(ExitCode.REFUSED, "refused\nby a rule");
    }
}
