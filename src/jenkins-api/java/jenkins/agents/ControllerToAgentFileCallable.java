package jenkins.agents;

import hudson.FilePath.FileCallable;

public interface ControllerToAgentFileCallable<T> extends FileCallable<T> {}
