package org.jenkinsci.plugins.durabletask;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.util.UUID;

/** A script that outlives its launcher: output and exit code go to files in a control directory. */
public final class BourneShellScript extends FileMonitoringTask {
    private final String script;

    public BourneShellScript(String script) {
        this.script = script;
    }

    @Override
    Controller doLaunch(FilePath workspace, Launcher launcher, TaskListener listener, EnvVars env)
            throws IOException, InterruptedException {
        workspace.mkdirs();
        FilePath control = WorkspaceList.tempDir(workspace)
                .child("durable-" + UUID.randomUUID().toString().substring(0, 8));
        control.mkdirs();
        control.child("script.sh").write(script, "UTF-8");
        env.put("JENKINS_SERVER_COOKIE", "durable-" + workspace.getRemote());
        launcher.launch()
                .cmds(
                        "sh",
                        "-c",
                        "(cd '" + control + "'; log=$PWD/jenkins-log.txt; cd '" + workspace + "'; sh -xe '" + control
                                + "/script.sh' > \"$log\" 2>&1; echo $? > '" + control + "/result.tmp'; mv '" + control
                                + "/result.tmp' '" + control + "/jenkins-result.txt') >&- 2>&- &")
                .envs(env)
                .pwd(workspace)
                .quiet(true)
                .start();
        return new FileController(control.getRemote(), env.get("JENKINS_SERVER_COOKIE"));
    }
}
