package io.jenkins.plugins.ratchet.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnotationsTest {

    @Test
    void what_blocks_is_an_error_and_what_warns_a_warning() {
        assertThat(Annotations.of(ReportSamples.failed()))
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo(
                                "::error title=ratchet%3A backup-proven::no proven backup of metadata%0Aexpected: one"
                                        + " taken after revision 4%0Ato do: run `ratchet backup`"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("::warning title=ratchet%3A support-window::26.1.0 is 13 months old")
                        .endsWith("waived: approved in CHANGE-12"))
                .noneSatisfy(line -> assertThat(line).contains("same-chart"));
    }

    @Test
    void a_failed_check_is_an_error_of_its_own() {
        CheckResult failed =
                new CheckResult("ready", "http", CheckResult.Outcome.FAILED, "503", "200", Duration.ofSeconds(1));
        assertThat(Annotations.of(report(ExitCode.UNVERIFIED, List.of(), List.of(failed))))
                .containsExactly("::error title=ratchet%3A check ready::503%0Aexpected: 200");
    }

    @Test
    void a_failure_that_no_finding_explains_still_shows() {
        assertThat(Annotations.of(report(ExitCode.UNAVAILABLE, List.of(), List.of())))
                .containsExactly("::error title=ratchet%3A upgrade::it ended");
    }

    @Test
    void a_success_without_findings_says_nothing() {
        assertThat(Annotations.of(report(ExitCode.DONE, List.of(), List.of()))).isEmpty();
    }

    @Test
    void the_last_that_GitHub_shows_tells_how_many_more_there_are() {
        List<Finding> many = IntStream.range(0, 25)
                .mapToObj(i -> Finding.block("rule-" + i, "seen", null, null))
                .toList();
        assertThat(Annotations.of(report(ExitCode.REFUSED, many, List.of())))
                .hasSize(Annotations.MOST)
                .last()
                .isEqualTo("::error title=ratchet::16 more of this kind; the report has all of them");
    }

    @Test
    void foreign_text_stays_inside_of_its_annotation() {
        Finding hostile = Finding.block("rule", "a\n::error::b\r::set-output name=x::y%0A", null, null);
        assertThat(Annotations.of(report(ExitCode.REFUSED, List.of(hostile), List.of())))
                .containsExactly("::error title=ratchet%3A rule::a ::error::b ::set-output name=x::y%250A");
    }

    private static Report report(ExitCode exitCode, List<Finding> findings, List<CheckResult> checks) {
        return new ReportDraft("0.1.0", "upgrade")
                .findings(findings)
                .checks(checks)
                .end(exitCode, "it ended");
    }
}
