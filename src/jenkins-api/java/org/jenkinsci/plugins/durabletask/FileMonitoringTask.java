package org.jenkinsci.plugins.durabletask;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.IOException;
import java.nio.charset.Charset;

public abstract class FileMonitoringTask extends DurableTask {
    @Override
    public final Controller launch(EnvVars env, FilePath workspace, Launcher launcher, TaskListener listener)
            throws IOException, InterruptedException {
        return doLaunch(workspace, launcher, listener, env);
    }

    abstract Controller doLaunch(FilePath workspace, Launcher launcher, TaskListener listener, EnvVars env)
            throws IOException, InterruptedException;

    @Override
    public final void charset(Charset cs) {}
}
