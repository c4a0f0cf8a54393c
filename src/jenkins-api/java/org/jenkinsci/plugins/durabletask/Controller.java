package org.jenkinsci.plugins.durabletask;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;

public abstract class Controller implements Serializable {
    private static final long serialVersionUID = 1L;

    public void watch(FilePath workspace, Handler handler, TaskListener listener)
            throws IOException, InterruptedException, UnsupportedOperationException {
        throw new UnsupportedOperationException(getClass().getName());
    }

    public Integer exitStatus(FilePath workspace, Launcher launcher, TaskListener logger)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException(getClass().getName());
    }

    public void stop(FilePath workspace, Launcher launcher) throws IOException, InterruptedException {
        throw new UnsupportedOperationException(getClass().getName());
    }

    public abstract void cleanup(FilePath workspace) throws IOException, InterruptedException;
}
