package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EngineStepExecutionTest {
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
    }

    /** Nothing that a test started outlives it. */
    @AfterEach
    void end() throws IOException {
        EngineStepExecution.lastWait = Duration.ofSeconds(20);
        Files.createFile(build.workspace.resolve("go.final"));
        Path waiting = build.workspace.resolve("waiting.txt");
        if (Files.exists(waiting)) {
            for (String process : Files.readAllLines(waiting)) {
                ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private void orders(String... lines) throws IOException {
        Files.write(build.workspace.resolve("ratchet.yaml"), List.of(lines));
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(build.workspace.resolve(name), text);
    }

    private String read(String name) throws IOException {
        Path file = build.workspace.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("log:%n%s", build.log()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private HelmUpgradeForwardOnlyStep upgrade() {
        HelmUpgradeForwardOnlyStep step = new HelmUpgradeForwardOnlyStep();
        step.setRelease("carto");
        step.setVersion("1.3.0");
        return step;
    }

    private void waitingFor(String file) throws Exception {
        orders("wait " + file);
    }

    @Test
    void aStepReturnsTheReportAndPrintsTheEnginesLines() throws Exception {
        orders("say all is well — naïve café");
        Build.Context step = build.step().start(upgrade());
        UpgradeResult result = (UpgradeResult) step.await();
        assertThat(result.getRevision()).isEqualTo(5);
        assertThat(result.getFrom().getAppVersion()).isEqualTo("26.1.0");
        assertThat(result.getDigest()).isEqualTo("sha256:12");
        assertThat(build.log())
                .contains("backup    taking metadata", "all is well — naïve café")
                .doesNotContain("+ ");
        assertThat(step.node.getAction(LabelAction.class).getDisplayName()).isEqualTo("carto 26.1.0 → 26.3.10");
        assertThat(read("runs.txt"))
                .startsWith("upgrade --config=ratchet.yaml --release=carto --to=1.3.0 --report=")
                .contains("--started-by=http://jenkins.example/job/carto/7/");
    }

    @Test
    void aPlanIsCompiledOnce() throws Exception {
        orders("jvm");
        PlanUpgradeStep plan = new PlanUpgradeStep();
        plan.setVersion("1.3.0");
        build.step().start(plan).await();
        assertThat(build.log()).contains("jvm [-XX:TieredStopAtLevel=1, -XX:+UseSerialGC");
        build.step().start(upgrade()).await();
        assertThat(build.log()).containsOnlyOnce("TieredStopAtLevel");
    }

    @Test
    void theReportIsPutWhereOtherStepsLookForFiles() throws Exception {
        orders();
        HelmUpgradeForwardOnlyStep step = upgrade();
        step.setReport("ratchet-report");
        build.step().start(step).await();
        assertThat(read("ratchet-report/upgrade.json")).contains("\"digest\": \"sha256:12\"");
    }

    @Test
    void anUpgradeIsDoneEvenWhereItsReportCannotBeWritten() throws Exception {
        waitingFor("go");
        HelmUpgradeForwardOnlyStep step = upgrade();
        step.setReport("ratchet-report");
        Build.Context context = build.step().start(step);
        until(() -> !read("waiting.txt").isEmpty());
        Files.delete(build.workspace.resolve("ratchet-report"));
        file("ratchet-report", "in the way");
        file("go", "");
        assertThat(((UpgradeResult) context.await()).getState()).isEqualTo("upgraded");
        assertThat(build.log()).contains("[ratchet] the report cannot be written to 'ratchet-report': ");
    }

    @Test
    void aRefusalFailsWithItsFindings() throws Exception {
        file("r.json", """
                {"command": "upgrade", "exitCode": 2, "outcome": "refused by step-order; nothing was changed",
                 "findings": [{"rule": "step-order", "severity": "block", "seen": "no backup", "todo": "take one"},
                              {"rule": "same-chart", "severity": "info", "seen": "yes"}]}
                """);
        orders("report r.json", "exit 2");
        assertThatThrownBy(() -> build.step().start(upgrade()).await())
                .cause()
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("helmUpgradeForwardOnly: refused by step-order")
                .hasMessageContaining("step-order: no backup; to do: take one")
                .hasMessageNotContaining("same-chart");
    }

    @Test
    void adviceComesFirstAfterAFailure() throws Exception {
        file("r.json", """
                {"exitCode": 3, "outcome": "the migration failed", "advice": {"direction": "roll-forward",
                 "why": ["schema went from 41 to 43"], "commands": ["ratchet upgrade --to 1.3.1"], "contact": "c"}}
                """);
        orders("report r.json", "exit 3");
        assertThatThrownBy(() -> build.step().start(upgrade()).await()).cause().hasMessage("""
                        helmUpgradeForwardOnly: Roll forward: a migration may have committed something
                          because schema went from 41 to 43
                          run     ratchet upgrade --to 1.3.1
                          contact c
                        the migration failed""");
    }

    @Test
    void failedChecksFailOrWarnAsAsked() throws Exception {
        file("r.json", "{\"exitCode\": 4, \"outcome\": \"not verified, failed: health\"}");
        orders("report r.json", "exit 4");
        VerifyUpgradeStep strict = new VerifyUpgradeStep();
        assertThatThrownBy(() -> build.step().start(strict).await())
                .cause()
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("failed: health");
        VerifyUpgradeStep mild = new VerifyUpgradeStep();
        mild.setOnFailure("unstable");
        Build.Context step = build.step().start(mild);
        assertThat(((UpgradeResult) step.await()).getExitCode()).isEqualTo(4);
        assertThat(build.run.result).isEqualTo(Result.UNSTABLE);
        assertThat(step.node.getAction(WarningAction.class).getMessage()).contains("failed: health");
    }

    @Test
    void whatTheEngineTellsIsOnThePageBeforeTheNextLook() throws Exception {
        orders("fact upgrading to revision 5", "wait go");
        EngineStepExecution.period = 600_000;
        try {
            Build.Context step = build.step().start(upgrade());
            UpgradeAction page = UpgradeAction.of(build.run);
            until(() -> page.getEntries().get(0).getFacts().contains("helm      upgrading to revision 5"));
            assertThat(page.getEntries().get(0).getState()).isEqualTo("running");
            assertThat(step.execution.getStatus()).endsWith(": helm      upgrading to revision 5");
            file("go", "");
            assertThat(step.await()).isInstanceOf(UpgradeResult.class);
        } finally {
            EngineStepExecution.period = 200;
        }
    }

    @Test
    void aRefusalIsToldAsSuchOnThePage() throws Exception {
        file("r.json", "{\"command\": \"upgrade\", \"exitCode\": 2, \"outcome\": \"refused by step-order\"}");
        orders("report r.json", "exit 2");
        assertThatThrownBy(() -> build.step().start(upgrade()).await()).cause().isInstanceOf(AbortException.class);
        assertThat(UpgradeAction.of(build.run).getLast().getState()).isEqualTo("refused");
        assertThat(UpgradeAction.of(build.run).getOutcome()).isEqualTo("refused by step-order");
    }

    @Test
    void wrongUsageNamesTheLog() throws Exception {
        orders("exit 64");
        assertThatThrownBy(() -> build.step().start(upgrade()).await())
                .cause()
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("wrong usage or configuration");
    }

    @Test
    void aJavaThatIsNotThereIsNamed() throws Exception {
        orders();
        PlanUpgradeStep step = new PlanUpgradeStep();
        step.setJava("/no/such/java");
        assertThatThrownBy(() -> build.step().start(step).await()).cause().hasMessageContaining("no Java on the agent");
        assertThat(build.log()).contains("there is no java at /no/such/java");
    }

    @Test
    void anAbortEndsInOrderAndLeavesANeighbourAlone() throws Exception {
        waitingFor("go");
        Build.Context aborted = build.step().start(upgrade());
        Build.Context neighbour = build.step().start(upgrade());
        until(() -> read("waiting.txt").lines().count() == 2);
        Exception wish = new InterruptedException("abort");
        aborted.execution.stop(wish);
        assertThatThrownBy(aborted::await).cause().isSameAs(wish);
        assertThat(read("stopped.txt")).isEqualTo("in order\n");
        assertThat(UpgradeAction.of(build.run).getEntries())
                .extracting(UpgradeEntry::getState)
                .containsExactly("aborted", "running");
        assertThat(neighbour.result).isNotDone();
        file("go", "");
        assertThat(neighbour.await()).isInstanceOf(UpgradeResult.class);
    }

    @Test
    void anEngineThatDoesNotHearIsToldBySignalAndANeighbourIsNot() throws Exception {
        orders("wait-deaf go");
        HelmUpgradeForwardOnlyStep step = upgrade();
        step.setAbortGrace(1);
        Build.Context context = build.step().start(step);
        Build.Context neighbour = build.step().start(upgrade());
        until(() -> read("waiting.txt").lines().count() == 2);
        context.execution.stop(new InterruptedException("abort"));
        assertThatThrownBy(context::await).cause().hasMessage("abort");
        assertThat(build.log()).contains("sending SIGTERM").doesNotContain("killing");
        file("go", "");
        assertThat(neighbour.await()).isInstanceOf(UpgradeResult.class);
    }

    @Test
    void anEngineThatHearsNothingIsKilled() throws Exception {
        EngineStepExecution.lastWait = Duration.ofSeconds(5);
        file("status.json", "{\"release\": \"carto\", \"state\": \"deployed\"}");
        orders("ignore-signals", "wait-deaf go");
        HelmUpgradeForwardOnlyStep step = upgrade();
        step.setAbortGrace(1);
        Build.Context context = build.step().start(step);
        until(() -> !read("waiting.txt").isEmpty());
        context.execution.stop(new InterruptedException("abort"));
        assertThatThrownBy(context::await).cause().hasMessage("abort");
        assertThat(build.log()).contains("sending SIGTERM", "killing it");
        long pid = Long.parseLong(read("waiting.txt").trim());
        until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void anAbortBeforeTheLaunchStartsNothing() throws Exception {
        waitingFor("go");
        Build.Context context = build.step();
        build.disconnect();
        build.connect();
        EngineStepExecution execution = (EngineStepExecution) upgrade().start(context);
        context.execution = execution;
        execution.stop(new InterruptedException("abort"));
        execution.start();
        assertThatThrownBy(context::await).cause().hasMessage("abort");
        assertThat(read("runs.txt")).isEmpty();
    }

    @Test
    void aRestartedControllerFollowsTheSameRun() throws Exception {
        waitingFor("go");
        Build.Context first = build.step().start(upgrade());
        until(() ->
                !read("waiting.txt").isEmpty() && first.execution.getStatus().startsWith("upgrade runs"));
        until(() -> build.log().contains("taking metadata"));
        Build.Context second = first.restartFrom(first.saved);
        Thread.sleep(500);
        file("go", "");
        assertThat(((UpgradeResult) second.await()).getRevision()).isEqualTo(5);
        assertThat(first.result).isNotDone();
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void aControllerThatDiesBetweenLaunchAndSaveStillRunsTheEngineOnce() throws Exception {
        waitingFor("go");
        Build.Context first = build.step();
        List<byte[]> states = new ArrayList<>();
        first.onSave = () -> states.add(first.saved);
        first.start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        // What was saved before the launch is all that the next controller knows.
        Build.Context second = first.restartFrom(states.get(0));
        int seen = build.log().length();
        Thread.sleep(1_000);
        file("go", "");
        assertThat(((UpgradeResult) second.await()).getRevision()).isEqualTo(5);
        assertThat(read("runs.txt").lines()).hasSize(1);
        // From its beginning: the controller that had shown it is dead.
        assertThat(build.log().substring(seen)).contains("taking metadata");
    }

    @Test
    void anAgentThatGoesAndComesBackLosesNothing() throws Exception {
        waitingFor("go");
        Build.Context step = build.step().start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        build.disconnect();
        until(() -> step.execution.getStatus().contains("come back"));
        file("go", "");
        Thread.sleep(500);
        assertThat(step.result).isNotDone();
        build.connect();
        assertThat(step.await()).isInstanceOf(UpgradeResult.class);
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void aWishToStopOutlivesAnOfflineAgent() throws Exception {
        waitingFor("go");
        Build.Context step = build.step().start(upgrade());
        until(() -> !read("waiting.txt").isEmpty());
        build.disconnect();
        step.execution.stop(new InterruptedException("abort"));
        Thread.sleep(500);
        assertThat(read("stopped.txt")).isEmpty();
        build.connect();
        assertThatThrownBy(step::await).cause().hasMessage("abort");
        assertThat(read("stopped.txt")).isEqualTo("in order\n");
    }

    @Test
    void aKilledEngineLeavesTheRecordToSayWhatCameOfIt() throws Exception {
        file("status.json", """
                {"release": "carto", "state": "deployed", "open": {"id": "u-1", "state": "upgraded",
                 "from": {"chart": "carto", "chartVersion": "1.2.0", "revision": 4},
                 "to": {"chart": "carto", "chartVersion": "1.3.0", "revision": 5}}}
                """);
        orders("exit 137");
        UpgradeResult result = (UpgradeResult) build.step().start(upgrade()).await();
        assertThat(result.getRevision()).isEqualTo(5);
        assertThat(build.log()).contains("the engine's end was not seen; the record says: upgrade u-1 is upgraded");
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void aLostRunThroughSeveralVersionsIsNotTakenForDoneWhereOneOfThemIs() throws Exception {
        file("status.json", """
                {"release": "carto", "state": "deployed", "open": {"id": "u-1", "state": "upgraded",
                 "from": {"chart": "carto", "chartVersion": "1.2.0", "revision": 4},
                 "to": {"chart": "carto", "chartVersion": "1.3.0", "revision": 5}}}
                """);
        orders("exit 137");
        HelmUpgradeForwardOnlyStep through = new HelmUpgradeForwardOnlyStep();
        through.setThrough(true);
        Build.Context step = build.step().start(through);
        assertThatThrownBy(step::await).cause().hasMessageContaining("the engine's end was not seen");
    }

    @Test
    void aLostRunThatDidNotReachItsGoalFailsAndIsNotRunAgain() throws Exception {
        file("status.json", "{\"release\": \"carto\", \"open\": {\"id\": \"u-1\", \"state\": \"upgrading\"}}");
        orders("exit 137");
        assertThatThrownBy(() -> build.step().start(upgrade()).await())
                .cause()
                .hasMessageContaining("the record says: upgrade u-1 is upgrading")
                .hasMessageContaining("Nothing is run again by itself");
        assertThat(UpgradeAction.of(build.run).getLast().getState()).isEqualTo("unknown");
        assertThat(read("runs.txt").lines()).hasSize(1);
    }

    @Test
    void statusReturnsWhatTheRecordSays() throws Exception {
        file("status.json", "{\"release\": \"carto\", \"state\": \"deployed\", \"lockHolder\": \"someone\"}");
        orders();
        UpgradeResult result =
                (UpgradeResult) build.step().start(new UpgradeStatusStep()).await();
        assertThat(result.getOutcome()).contains("no upgrade is recorded", "someone works on it now");
    }
}
