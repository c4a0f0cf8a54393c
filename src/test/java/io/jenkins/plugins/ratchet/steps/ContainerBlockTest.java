package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The steps inside of {@code container('…') {}}. */
@Timeout(180)
class ContainerBlockTest {
    @TempDir
    Path directory;

    private Path volume;
    private Build build;
    private Container container;

    @BeforeAll
    static void engine() throws Exception {
        if (!Container.possible()) {
            System.out.println("SKIPPED ContainerBlockTest: this machine lets nobody make namespaces (unshare)");
        }
        assumeTrue(Container.possible());
        FakeEngine.install();
        EngineStepExecution.period = 200;
    }

    @BeforeEach
    void pod() throws Exception {
        volume = Files.createDirectories(directory.resolve("volume"));
        build = new Build(directory, Files.createDirectories(volume.resolve("job")));
        // The agent's own, of which the container knows nothing.
        build.environment.put("JAVA_HOME", System.getProperty("java.home"));
        within(volume);
    }

    private void within(Path containersVolume) throws Exception {
        if (container != null) {
            container.close();
            Files.delete(directory.resolve("pod/ready"));
        }
        container = Container.in(directory.resolve("pod"), volume, containersVolume, Map.copyOf(build.environment));
        build.decorator = container::decorate;
    }

    @AfterEach
    void end() {
        EngineStepExecution.silence = Duration.ofSeconds(90);
        EngineStepExecution.starting = Duration.ofMinutes(2);
        EngineStepExecution.lastWait = Duration.ofSeconds(20);
        Inquiry.unreadable = Duration.ofMinutes(2);
        build.disconnect();
        container.close();
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(build.workspace.resolve(name), text);
    }

    private String read(String name) throws IOException {
        Path file = build.workspace.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("log:%n%s", build.log()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private boolean javaRuns() {
        return container.processes().stream()
                .anyMatch(process -> process.info().command().orElse("").endsWith("/java"));
    }

    private static HelmUpgradeForwardOnlyStep upgrade() {
        HelmUpgradeForwardOnlyStep step = new HelmUpgradeForwardOnlyStep();
        step.setRelease("carto");
        return step;
    }

    @Test
    void theEngineRunsByTheContainersJavaAndItsReportComesBack() throws Exception {
        file("ratchet.yaml", "env JAVA_HOME\nenv MINE\nwait go\n");
        build.environment.put("MINE", "it's $5 \"here\"");
        Build.Context step = build.step().start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        assertThat(javaRuns()).isTrue();
        file("go", "");
        assertThat(((UpgradeResult) step.await()).getRevision()).isEqualTo(5);
        assertThat(build.log()).contains("JAVA_HOME is null", "MINE is it's $5 \"here\"");
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void aContainerThatHasTheWorkspaceElsewhereFindsItsFiles() throws Exception {
        within(directory.resolve("elsewhere"));
        file("ratchet.yaml", "say here I am\n");
        assertThat(((UpgradeResult) build.step().start(upgrade()).await()).getRevision())
                .isEqualTo(5);
        assertThat(build.log()).contains("here I am");
        assertThat(read("runs.txt")).contains("--report=" + directory.resolve("elsewhere/job@tmp/ratchet-run-"));
    }

    @Test
    void anImageWithoutJavaIsNamed() throws Exception {
        container.path("/usr/bin:/bin");
        // What /usr/bin/java leads to is the agent's, which the container does not have.
        file("ratchet.yaml", "");
        assertThatThrownBy(() -> build.step().start(upgrade()).await()).cause().hasMessageContaining("no Java");
        assertThat(build.log()).contains("ratchet: no java here");
    }

    @Test
    void anAbortReachesTheEngineByItsStopFile() throws Exception {
        file("ratchet.yaml", "wait go\n");
        Build.Context step = build.step().start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        step.execution.stop(new InterruptedException("abort"));
        assertThatThrownBy(step::await).cause().hasMessage("abort");
        assertThat(read("stopped.txt")).isEqualTo("in order\n");
    }

    @Test
    void aSignalReachesTheEngineInsideAndNoProcessOutsideWithTheSameNumber() throws Exception {
        file("ratchet.yaml", "wait-deaf go\n");
        HelmUpgradeForwardOnlyStep step = upgrade();
        step.setAbortGrace(1);
        Build.Context aborted = build.step().start(step);
        until(() -> !read("waiting.txt").isEmpty());
        assertThat(Long.parseLong(read("waiting.txt").trim())).isLessThan(1_000);
        Build.Context neighbour = build.step().start(upgrade());
        until(() -> read("waiting.txt").lines().count() == 2);
        aborted.execution.stop(new InterruptedException("abort"));
        assertThatThrownBy(aborted::await).cause().hasMessage("abort");
        assertThat(build.log()).contains("sending SIGTERM").doesNotContain("killing", "no longer waiting");
        file("go", "");
        assertThat(neighbour.await()).isInstanceOf(UpgradeResult.class);
    }

    @Test
    void anEngineOfAnotherNamespaceIsNotTakenForDead() throws Exception {
        file("ratchet.yaml", "wait go\n");
        Build.Context first = build.step().start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        Build.Context second = first.restartFrom(first.saved);
        Thread.sleep(2_000);
        assertThat(second.result).isNotDone();
        file("go", "");
        assertThat(((UpgradeResult) second.await()).getRevision()).isEqualTo(5);
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void aSecondLaunchFollowsTheFirstInside() throws Exception {
        file("ratchet.yaml", "wait go\n");
        Build.Context first = build.step();
        List<byte[]> states = new ArrayList<>();
        first.onSave = () -> states.add(first.saved);
        first.start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        Build.Context second = first.restartFrom(states.get(0));
        Thread.sleep(1_500);
        file("go", "");
        assertThat(((UpgradeResult) second.await()).getRevision()).isEqualTo(5);
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void aContainerThatDiesIsNoticedByItsSilenceAndTheRecordIsAsked() throws Exception {
        EngineStepExecution.silence = Duration.ofSeconds(6);
        Inquiry.unreadable = Duration.ofSeconds(1);
        file("ratchet.yaml", "wait go\n");
        Build.Context step = build.step().start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        container.kill();
        assertThatThrownBy(step::await)
                .cause()
                .hasMessageContaining("what became of the engine is not known, and the record cannot be read now");
        assertThat(build.log()).contains("status cannot be started: Failed to start websocket connection");
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void anAbortEndsWhereTheContainerIsGone() throws Exception {
        EngineStepExecution.lastWait = Duration.ofSeconds(5);
        file("ratchet.yaml", "wait go\n");
        HelmUpgradeForwardOnlyStep step = upgrade();
        step.setAbortGrace(0);
        Build.Context context = build.step().start(step);
        until(() -> !read("waiting.txt").isEmpty());
        container.kill();
        context.execution.stop(new InterruptedException("abort"));
        assertThatThrownBy(context::await).cause().hasMessage("abort");
        assertThat(build.log()).contains("SIGTERM cannot be sent: Failed to start websocket connection");
    }

    @Test
    void theRecordIsReadWhereTheExitCodeOfStatusIsLost() throws Exception {
        file("status.json", """
                {"release": "carto", "state": "deployed", "open": {"id": "u-1", "state": "upgraded",
                 "from": {"chartVersion": "1.2.0", "revision": 4}, "to": {"chartVersion": "1.3.0", "revision": 5}}}
                """);
        file("ratchet.yaml", "exit 137\n");
        assertThat(((UpgradeResult) build.step().start(upgrade()).await()).getRevision())
                .isEqualTo(5);
        assertThat(build.log()).contains("the engine's end was not seen; the record says: upgrade u-1 is upgraded");
    }

    @Test
    void anImageWithoutTheShellsToolsFailsTheStepAndStartsNothingLater() throws Exception {
        EngineStepExecution.starting = Duration.ofSeconds(2);
        container.path("/nowhere");
        file("ratchet.yaml", "");
        assertThatThrownBy(() -> build.step().start(upgrade()).await())
                .cause()
                .hasMessageContaining("helmUpgradeForwardOnly: the engine was not started on " + build.agent)
                .hasMessageContaining("nothing began within")
                .hasMessageContaining("It takes sh, nohup, cp, mkdir");
        assertThat(read("runs.txt")).isEmpty();
    }

    @Test
    void anImageWithoutMkdirFailsTheStep() throws Exception {
        EngineStepExecution.starting = Duration.ofSeconds(5);
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : List.of("sh", "nohup", "cp", "mv", "touch", "sleep", "rm", "cat", "tail")) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
        }
        container.path(container.java() + "/bin:" + bin);
        file("ratchet.yaml", "");
        assertThatThrownBy(() -> build.step().start(upgrade()).await())
                .cause()
                .hasMessageContaining("the engine was not started");
        assertThat(build.log()).contains("there is no mkdir here");
        assertThat(read("runs.txt")).isEmpty();
    }
}
