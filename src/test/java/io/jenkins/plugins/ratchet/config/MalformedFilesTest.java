package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file under {@code malformed/} and the one line that it is answered with, listed in {@code malformed/expected.txt}
 * as {@code file.yaml:line:column: …}.
 */
class MalformedFilesTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/malformed");
    private static final Set<String> RULES = Set.of("same-chart", "no-rollback", "backup-proven");

    static List<String> expectations() {
        try {
            return Files.readAllLines(DIRECTORY.resolve("expected.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("expectations")
    void is_answered_with_one_clear_line_that_names_the_place(String expected) {
        String file = expected.substring(0, expected.indexOf(':'));
        String message = message(file);
        assertThat(message).isEqualTo(expected).doesNotContain("\n", "hunter2", "abcdef");
    }

    @Test
    void every_file_has_its_expectation() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(expectations().stream()
                            .map(line -> line.substring(0, line.indexOf(':')))
                            .toList())
                    .hasSizeGreaterThanOrEqualTo(30);
        }
    }

    private static String message(String file) {
        ConfigLoader loader = new ConfigLoader(RULES);
        RunException error =
                catchThrowableOfType(RunException.class, () -> loader.load(file, content(file), Overrides.NONE));
        assertThat(error).as(file).isNotNull();
        assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
        return error.getMessage();
    }

    private static byte[] content(String file) {
        try {
            return Files.readAllBytes(DIRECTORY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
