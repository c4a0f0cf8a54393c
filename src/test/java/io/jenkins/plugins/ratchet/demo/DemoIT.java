package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ratchet demo} as users start it. */
class DemoIT {
    private static final long LONGEST_SECONDS = 600;

    @TempDir
    Path directory;

    private Path temporary;
    private Path out;
    private Path err;

    @BeforeEach
    void prepare() throws Exception {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        out = directory.resolve("out");
        err = directory.resolve("err");
    }

    @Test
    void the_story_as_json_holds_a_verified_upgrade_the_refusals_and_both_kinds_of_failure() throws Exception {
        Process demo = start("-o", "json");
        assertThat(demo.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(Files.readString(err)).isZero();

        JsonNode story = Json.mapper().readTree(out.toFile());
        List<JsonNode> steps = new ArrayList<>();
        story.path("steps").forEach(steps::add);
        assertThat(steps)
                .hasSameSizeAs(DemoStory.STEPS)
                .allSatisfy(step -> assertThat(step.path("exitCode").asInt())
                        .isEqualTo(step.path("expectedExitCode").asInt()));
        assertThat(steps).extracting(step -> step.path("state").asText()).contains("backed-up", "upgraded", "verified");
        assertThat(steps)
                .filteredOn(step -> step.path("exitCode").asInt() == 2)
                .flatExtracting(step -> step.path("findings").findValuesAsText("rule"))
                .contains("backup-proven", "version-not-older", "no-rollback");
        assertThat(steps)
                .filteredOn(step -> step.path("exitCode").asInt() == 3)
                .extracting(step -> step.path("advice").path("direction").asText())
                .containsExactly("restore", "roll-forward");
        assertThat(story.path("record").path("mark").path("chartVersion").asText())
                .isEqualTo(DemoProduct.MENDED.chart());
        assertThat(temporary).as("what is left of it").isEmptyDirectory();
    }

    @Test
    void kept_running_it_says_how_to_use_it_and_leaves_nothing_behind_when_told_to_stop() throws Exception {
        Process demo = start("--keep", "--helm", "embedded");
        DemoWait.until(LONGEST_SECONDS, () -> Files.readString(out).contains("curl ") || !demo.isAlive());
        assertThat(Files.readString(out))
                .as(Files.readString(err))
                .contains("every step went as told", "export KUBECONFIG=$PWD/kubeconfig");
        List<ProcessHandle> processes = demo.descendants().toList();
        assertThat(processes).isNotEmpty();

        demo.destroy();

        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(143);
        assertNothingIsLeft(processes);
    }

    @Test
    void stopped_in_the_middle_it_leaves_nothing_behind() throws Exception {
        Process demo = start();
        DemoWait.until(LONGEST_SECONDS, () -> Files.readString(out).contains("── 4/") || !demo.isAlive());
        List<ProcessHandle> processes = demo.descendants().toList();

        demo.destroy();

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(143);
        assertThat(Files.readString(err)).contains("interrupted at step");
        assertNothingIsLeft(processes);
    }

    private void assertNothingIsLeft(List<ProcessHandle> processes) throws Exception {
        DemoWait.until(10, () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(temporary).isEmptyDirectory();
    }

    private Process start(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                Path.of("target", "ratchet.jar").toAbsolutePath().toString(),
                "demo"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }
}
