package jenkins;

import hudson.FilePath.FileCallable;
import jenkins.agents.ControllerToAgentFileCallable;

public abstract class MasterToSlaveFileCallable<T> implements ControllerToAgentFileCallable<T>, FileCallable<T> {
    private static final long serialVersionUID = 1L;
}
