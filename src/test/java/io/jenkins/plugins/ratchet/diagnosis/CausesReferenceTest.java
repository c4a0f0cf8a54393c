package io.jenkins.plugins.ratchet.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.Generated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CausesReferenceTest {
    private static final Path PAGE = Path.of("docs/failure.md");
    private static final String BEGIN = "<!-- causes: begin -->\n";
    private static final String END = "<!-- causes: end -->\n";

    @Test
    void the_page_lists_every_known_cause() throws IOException {
        String page = Files.readString(PAGE);
        String table = Patterns.ALL.stream()
                .map(pattern -> "| `" + pattern.id() + "` | " + pattern.purpose() + " |\n")
                .collect(Collectors.joining("", "| Cause | Recognised when |\n|---|---|\n", ""));
        Generated.check(
                PAGE,
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table + page.substring(page.indexOf(END)));
    }

    @Test
    void ids_are_unique_and_in_lower_case_with_dashes() {
        assertThat(Patterns.ALL.stream().map(Pattern::id))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z]+(-[a-z]+)*"));
    }
}
