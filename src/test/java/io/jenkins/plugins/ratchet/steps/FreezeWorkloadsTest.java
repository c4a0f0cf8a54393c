package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FreezeWorkloadsTest {
    @TempDir
    Path directory;

    private Build build;

    @BeforeAll
    static void engine() throws Exception {
        FakeEngine.install();
        EngineStepExecution.period = 200;
    }

    @BeforeEach
    void build() throws IOException {
        build = new Build(directory);
        Files.createDirectories(build.workspace);
        Files.write(build.workspace.resolve("ratchet.yaml"), List.of());
    }

    private List<String> commands() throws IOException {
        return Files.readAllLines(build.workspace.resolve("runs.txt")).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    @Test
    void the_block_runs_in_a_frozen_release_which_is_thawed_after_it() throws Exception {
        Build.Context step = build.step().start(new FreezeWorkloadsStep());
        step.body.get();
        assertThat(commands()).containsExactly("freeze");
        step.endBody("what the block returned");

        assertThat(step.await()).isEqualTo("what the block returned");
        assertThat(commands()).containsExactly("freeze", "thaw");
    }

    @Test
    void a_block_that_fails_is_followed_by_the_thaw_and_fails_the_step() throws Exception {
        Build.Context step = build.step().start(new FreezeWorkloadsStep());
        step.body.get();
        step.failBody(new AbortException("the upgrade failed"));

        assertThatThrownBy(step::await).hasMessageContaining("the upgrade failed");
        assertThat(commands()).containsExactly("freeze", "thaw");
    }

    @Test
    void an_abort_cancels_the_block_and_thaws() throws Exception {
        Build.Context step = build.step().start(new FreezeWorkloadsStep());
        step.body.get();
        step.execution.stop(new InterruptedException("aborted by somebody"));

        assertThatThrownBy(step::await).hasMessageContaining("aborted by somebody");
        assertThat(commands()).containsExactly("freeze", "thaw");
    }

    @Test
    void where_the_freeze_fails_the_block_does_not_run_and_what_rests_is_put_back() throws Exception {
        Files.writeString(
                build.workspace.resolve("r.json"),
                "{\"command\": \"freeze\", \"exitCode\": 3, \"outcome\": \"workers did not drain\"}");
        Files.write(build.workspace.resolve("ratchet.yaml"), List.of("report r.json", "exit 3"));
        Build.Context step = build.step().start(new FreezeWorkloadsStep());

        assertThatThrownBy(step::await).hasMessageContaining("workers did not drain");
        assertThat(step.body.isDone()).isFalse();
        assertThat(commands()).containsExactly("freeze", "thaw");
    }

    @Test
    void a_controller_that_comes_back_during_the_freeze_goes_on_to_the_block_and_the_thaw() throws Exception {
        Files.write(build.workspace.resolve("ratchet.yaml"), List.of("wait go"));
        Build.Context step = build.step().start(new FreezeWorkloadsStep());
        while (!Files.exists(build.workspace.resolve("waiting.txt"))) {
            Thread.sleep(20);
        }
        Build.Context next = step.restartFrom(step.saved);
        Files.createFile(build.workspace.resolve("go"));

        next.body.get();
        next.endBody(null);
        next.await();
        assertThat(commands()).containsExactly("freeze", "thaw");
    }
}
