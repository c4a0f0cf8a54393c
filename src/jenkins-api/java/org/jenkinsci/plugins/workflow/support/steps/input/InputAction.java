package org.jenkinsci.plugins.workflow.support.steps.input;

import hudson.model.Run;
import jenkins.model.RunAction2;

public class InputAction implements RunAction2 {
    @Override
    public void onAttached(Run<?, ?> r) {}

    @Override
    public void onLoad(Run<?, ?> r) {}

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return "input";
    }
}
