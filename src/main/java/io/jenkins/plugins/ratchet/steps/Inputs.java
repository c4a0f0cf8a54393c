package io.jenkins.plugins.ratchet.steps;

import hudson.model.Run;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputSubmittedAction;

/** All that is asked of the plugin of {@code input}, which need not be installed. */
final class Inputs {
    private Inputs() {}

    /** Who answered this step; empty for somebody who had not logged in; null where it is no answered input. */
    static String approver(FlowNode node) {
        try {
            InputSubmittedAction submitted = node.getAction(InputSubmittedAction.class);
            return submitted == null ? null : submitted.getApprover() == null ? "" : submitted.getApprover();
        } catch (LinkageError e) {
            return null;
        }
    }

    /** Whether a build waits for an answer. */
    static boolean awaited(Run<?, ?> run) {
        try {
            InputAction action = run.getAction(InputAction.class);
            // It has a name only while something waits; asking for the inputs themselves may block.
            return action != null && action.getDisplayName() != null;
        } catch (LinkageError e) {
            return false;
        }
    }
}
