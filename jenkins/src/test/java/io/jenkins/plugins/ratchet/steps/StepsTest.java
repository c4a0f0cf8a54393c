package io.jenkins.plugins.ratchet.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The steps in a real Jenkins: forms, snippets, pages, an agent. */
@WithJenkins
class StepsTest {
    @Test
    void formsKeepWhatTheyAreGiven(JenkinsRule jenkins) throws Exception {
        HelmUpgradeForwardOnlyStep step = new HelmUpgradeForwardOnlyStep();
        step.setRelease("carto");
        step.setVersion("1.3.0");
        step.setPlan("sha256:12");
        step.setValues(List.of("a.yaml", "b.yaml"));
        step.setExtraArgs(List.of("--set", "image.tag=1"));
        step.setCredentials(List.of(new DatabaseCredentials("metadata", "carto-db")));
        step.setThrough(true);
        step.setBackupTo("/backups");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));

        PlanUpgradeStep plan = new PlanUpgradeStep();
        plan.setRehearse(true);
        jenkins.assertEqualDataBoundBeans(plan, new StepConfigTester(jenkins).configRoundTrip(plan));

        VerifyUpgradeStep verify = new VerifyUpgradeStep();
        verify.setOnFailure("unstable");
        verify.setVersion("1.3.0");
        verify.setPlan("sha256:12");
        verify.setReport("ratchet-report");
        verify.setBefore(true);
        jenkins.assertEqualDataBoundBeans(verify, new StepConfigTester(jenkins).configRoundTrip(verify));

        FreezeWorkloadsStep freeze = new FreezeWorkloadsStep();
        freeze.setQuiet(List.of("deploy-to-prod", "nightly/load-test"));
        jenkins.assertEqualDataBoundBeans(freeze, new StepConfigTester(jenkins).configRoundTrip(freeze));

        RestoreDatabasesStep restore = new RestoreDatabasesStep("20261121-093015-3fa2");
        restore.setStrategy("in-place");
        restore.setDatabases(List.of("metadata"));
        restore.setReason("only this one");
        jenkins.assertEqualDataBoundBeans(restore, new StepConfigTester(jenkins).configRoundTrip(restore));
    }

    /** The engine stands still here: what is tried is which jobs are disabled meanwhile, and by whose leave. */
    @Test
    void aBuildQuietsJobsOfItsOwnFolderAndNoOthers(JenkinsRule jenkins, @TempDir Path directory) throws Exception {
        Path engine = directory.resolve("java");
        Files.writeString(engine, """
                #!/bin/sh
                for argument; do case "$argument" in --report=*) report=${argument#--report=};; esac; done
                mkdir -p "$report"
                echo '{"command": "freeze", "exitCode": 0, "outcome": "done"}' > "$report/report.json"
                """);
        engine.toFile().setExecutable(true);
        MockFolder team = jenkins.createFolder("team");
        WorkflowJob deploy = team.createProject(WorkflowJob.class, "deploy");
        WorkflowJob outside = jenkins.createProject(WorkflowJob.class, "outside");
        WorkflowJob upgrade = team.createProject(WorkflowJob.class, "upgrade");
        String script = "node { freezeWorkloads(java: '" + engine + "', quiet: ['%s']) {"
                + " echo 'inside'; while (!fileExists('" + directory.resolve("go") + "')) { sleep 1 } } }";

        upgrade.setDefinition(new CpsFlowDefinition(script.formatted("deploy"), true));
        WorkflowRun first = upgrade.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("inside", first);
        assertTrue(deploy.isDisabled());
        Files.createFile(directory.resolve("go"));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        assertFalse(deploy.isDisabled());

        upgrade.setDefinition(new CpsFlowDefinition(script.formatted("/outside"), true));
        WorkflowRun second = jenkins.buildAndAssertStatus(Result.FAILURE, upgrade);
        jenkins.assertLogContains("quiet names '/outside'", second);
        assertFalse(outside.isDisabled());
    }

    @Test
    void snippetsAreShort(JenkinsRule jenkins) throws Exception {
        SnippetizerTester tester = new SnippetizerTester(jenkins);
        tester.assertRoundTrip(new PlanUpgradeStep(), "planUpgrade()");
        BackupDatabasesStep backup = new BackupDatabasesStep();
        backup.setDirectory("/backups");
        tester.assertRoundTrip(backup, "backupDatabases directory: '/backups'");
    }

    @Test
    void everyStepRunsTheEngineOnAnAgentAndItsPageShowsIt(JenkinsRule jenkins) throws Exception {
        jenkins.createOnlineSlave();
        for (String call : List.of(
                "planUpgrade()",
                "backupDatabases()",
                "helmUpgradeForwardOnly()",
                "kotsUpgradeForwardOnly()",
                "terraformUpgradeForwardOnly()",
                "composeUpgradeForwardOnly()",
                "verifyUpgrade()",
                "upgradeStatus()",
                "restoreDatabases(upgrade: '20261121-093015-3fa2')")) {
            String function = call.substring(0, call.indexOf('('));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, function);
            job.setDefinition(new CpsFlowDefinition(
                    "node('!built-in') { writeFile file: 'ratchet.yaml', text: 'releese: carto'; " + call + " }", true));
            WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
            jenkins.assertLogContains(function + ": ", build);
            jenkins.assertLogContains("releese", build);
            UpgradeAction action = build.getAction(UpgradeAction.class);
            assertNotNull(action);
            assertEquals(1, action.getEntries().size());
            String page = jenkins.createWebClient().getPage(build, UpgradeAction.URL).asNormalizedText();
            assertTrue(page.contains(function), page);
        }
    }
}
