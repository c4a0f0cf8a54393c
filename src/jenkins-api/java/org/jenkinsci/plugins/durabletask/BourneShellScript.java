package org.jenkinsci.plugins.durabletask;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A script that outlives its launcher: output and exit code go to files in a control directory, and a shell beside it
 * touches the output every three seconds. It takes the same programs as the real one: nohup, sh, cp, touch, sleep, mv.
 */
public final class BourneShellScript extends FileMonitoringTask {
    private static final String WRAPPER = """
            cp '@d@/script.sh' '@d@/script.sh.copy'
            { while [ -d '@d@' ] && ! [ -f '@d@/jenkins-result.txt' ]; do touch '@d@/jenkins-log.txt'; sleep 3; done; } &
            sh -xe '@d@/script.sh.copy' > '@d@/jenkins-log.txt' 2>&1
            echo $? > '@d@/jenkins-result.txt.tmp'
            mv '@d@/jenkins-result.txt.tmp' '@d@/jenkins-result.txt'
            wait
            """;

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
        String wrapper = "(" + WRAPPER.replace("@d@", control.getRemote()) + ") >&- 2>&- &";
        Map<String, String> escaped = new TreeMap<>();
        env.forEach((name, value) -> escaped.put(name, value.replace("$", "$$")));
        launcher.launch()
                .cmds("nohup", "sh", "-c", wrapper.replace("$", "$$"))
                .envs(escaped)
                .pwd(workspace)
                .quiet(true)
                .start();
        return new FileController(control.getRemote(), env.get("JENKINS_SERVER_COOKIE"));
    }
}
