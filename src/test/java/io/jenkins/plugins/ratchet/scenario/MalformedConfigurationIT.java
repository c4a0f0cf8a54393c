package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed files through the real command line, one in three of those that the loader's own test has. */
class MalformedConfigurationIT {
    private static final Path FILES = Path.of("src/test/resources/malformed").toAbsolutePath();

    @TempDir
    static Path directory;

    static List<String> expectations() {
        try {
            List<String> all = Files.readAllLines(FILES.resolve("expected.txt"));
            return IntStream.range(0, all.size())
                    .filter(i -> i % 3 == 0)
                    .mapToObj(all::get)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void there_are_at_least_twenty() {
        assertThat(expectations()).hasSizeGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("expectations")
    @Execution(ExecutionMode.CONCURRENT)
    void one_line_names_the_place_and_the_exit_code_is_that_of_wrong_usage(String expected) {
        String file = expected.substring(0, expected.indexOf(':'));

        RatchetProcess.Ended ended = RatchetProcess.start(
                        directory,
                        file,
                        Map.of(),
                        List.of("config", "-c", FILES.resolve(file).toString()))
                .await();

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.output()).isEmpty();
        assertThat(ended.errors()).isEqualTo("ratchet: " + FILES + "/" + expected + "\n");
    }
}
