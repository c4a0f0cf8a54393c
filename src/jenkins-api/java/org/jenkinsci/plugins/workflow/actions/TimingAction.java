package org.jenkinsci.plugins.workflow.actions;

import hudson.model.Action;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

public class TimingAction implements Action {
    private final long startTime = System.currentTimeMillis();

    public long getStartTime() {
        return startTime;
    }

    public static long getStartTime(FlowNode flowNode) {
        TimingAction action = flowNode.getAction(TimingAction.class);
        return action == null ? 0 : action.getStartTime();
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "Timing";
    }

    @Override
    public String getUrlName() {
        return null;
    }
}
