package io.jenkins.plugins.ratchet.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A controller that restarts in the middle of a run goes on with that run. */
class RestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    /** Stands in for Java: notes that it was started, and ends when it may. */
    private static final String ENGINE = """
            #!/bin/sh
            echo started >> @dir@/runs
            while ! [ -f @dir@/go ]; do sleep 0.2; done
            for argument; do case "$argument" in --report=*) report=${argument#--report=};; esac; done
            mkdir -p "$report"
            echo '{"command": "upgrade", "exitCode": 0, "outcome": "done"}' > "$report/report.json"
            """;

    @Test
    void theEngineRunsOnce(@TempDir Path directory) throws Throwable {
        Path engine = directory.resolve("java");
        Files.writeString(engine, ENGINE.replace("@dir@", directory.toString()));
        engine.toFile().setExecutable(true);
        sessions.then(jenkins -> {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "upgrade");
            job.setDefinition(new CpsFlowDefinition(
                    "node { def r = helmUpgradeForwardOnly(java: '" + engine + "'); echo \"outcome: ${r.outcome}\" }", true));
            job.scheduleBuild2(0).waitForStart();
            while (!Files.exists(directory.resolve("runs"))) {
                Thread.sleep(100);
            }
        });
        sessions.then(jenkins -> {
            WorkflowRun build = jenkins.jenkins
                    .getItemByFullName("upgrade", WorkflowJob.class)
                    .getBuildByNumber(1);
            Files.createFile(directory.resolve("go"));
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
            jenkins.assertLogContains("outcome: done", build);
            assertEquals(1, Files.readAllLines(directory.resolve("runs")).size());
        });
    }
}
