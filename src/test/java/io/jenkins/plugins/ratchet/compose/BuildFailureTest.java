package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BuildFailureTest {
    private static BuildFailure of(String out, String err) {
        return BuildFailure.of(new DockerCommand.Answer(1, out, err));
    }

    @Test
    void buildkit_repeats_what_the_failed_step_printed() {
        BuildFailure failure = of("""
                #0 building with "default" instance using docker driver
                #6 [web 3/4] COPY . .
                #6 CACHED
                #7 [web 4/4] RUN npm ci
                #7 0.512 npm error code ENOENT
                #7 ERROR: executor failed running [/bin/sh -c npm ci]: exit code: 254
                ------
                 > [web 4/4] RUN npm ci:
                0.512 npm error code ENOENT
                0.513 npm error path /app/package.json
                ------
                """, """
                time="2026-11-27T18:24:28Z" level=warning msg="Docker Compose is configured to build using Bake"
                failed to solve: executor failed running [/bin/sh -c npm ci]: exit code: 254
                """);
        assertThat(failure.why())
                .isEqualTo("failed to solve: executor failed running [/bin/sh -c npm ci]: exit code: 254");
        assertThat(failure.output())
                .containsExactly(
                        "> [web 4/4] RUN npm ci:",
                        "0.512 npm error code ENOENT",
                        "0.513 npm error path /app/package.json");
    }

    @Test
    void an_older_builder_has_it_at_the_end() {
        BuildFailure failure = of("""
                Step 3/3 : RUN make
                 ---> Running in 2cf7a1
                make: *** No targets specified and no makefile found.  Stop.
                """, "The command '/bin/sh -c make' returned a non-zero code: 2\n");
        assertThat(failure.why()).isEqualTo("The command '/bin/sh -c make' returned a non-zero code: 2");
        assertThat(failure.output()).contains("make: *** No targets specified and no makefile found.  Stop.");
    }

    @Test
    void what_it_printed_is_bounded_and_holds_no_secret() {
        String lines = IntStream.range(0, 500)
                .mapToObj(line -> "line " + line + " " + "x".repeat(4000))
                .collect(Collectors.joining("\n"));
        BuildFailure failure = of(lines + "\nnpm config set registry-password=hunter22\n", "ended\n");
        assertThat(failure.output()).hasSize(12).last().isEqualTo("ended");
        assertThat(failure.output()).allMatch(line -> line.length() <= 301);
        assertThat(failure.output().get(10)).isEqualTo("npm config set registry-password=****");
        assertThat(failure.output()).anyMatch(line -> line.startsWith("line 499 "));
    }

    @Test
    void one_that_says_nothing_is_told_as_such() {
        assertThat(of("", "")).isEqualTo(new BuildFailure("it said nothing", java.util.List.of()));
    }
}
