package io.jenkins.plugins.ratchet.kots;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.helm.HelmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the output of {@code kubectl kots}. */
class KotsAnswerIT {
    @TempDir
    Path directory;

    private KotsCommand.Answer said(int status, String output) throws IOException {
        Path file = Files.writeString(directory.resolve("said"), output);
        HelmProcess process = HelmProcess.start(
                List.of("/bin/sh", "-c", "cat '" + file + "'; exit " + status), directory.resolve("log"));
        assertThat(process.ended(Duration.ofMinutes(1))).isTrue();
        return KotsCommand.answer(process);
    }

    @Test
    void JSON_counts_wherever_it_begins_a_line_and_whatever_the_exit_status_says() throws IOException {
        KotsCommand.Answer good = said(0, "  • Checking\n{\"success\":true}\n");
        assertThat(good.error()).isEmpty();
        assertThat(good.definite()).isTrue();
        KotsCommand.Answer bad = said(0, "{\"success\":false,\"error\":\"Unexpected response from the API: 500\"}");
        assertThat(bad.error()).contains("Unexpected response from the API: 500");
        assertThat(bad.definite()).isTrue();
    }

    @Test
    void what_never_reached_the_console_is_certain_and_what_says_nothing_is_not() throws IOException {
        assertThat(said(1, "Error: failed to start port forwarding\n").definite())
                .isTrue();
        assertThat(said(2, "").definite()).isTrue();
        assertThat(said(0, "").definite()).isFalse();
        assertThat(said(0, "").error()).contains("kubectl kots ended with status 0");
        assertThat(said(0, "{\"success\":tr").definite()).isFalse();
        assertThat(said(137, "").definite()).isFalse();
        assertThat(said(0, "{\"success\":false,\"error\":\"failed to read server response: EOF\"}")
                        .definite())
                .isFalse();
    }

    @Test
    void an_answer_without_end_is_no_success_and_its_words_stay_short() throws IOException {
        KotsCommand.Answer huge = said(0, "{\"success\":true,\"availableReleases\":\"" + "x".repeat(200_000) + "\"}");

        assertThat(huge.definite()).isFalse();
        assertThat(huge.error()).hasValueSatisfying(words -> assertThat(words).hasSizeLessThan(600));
    }
}
