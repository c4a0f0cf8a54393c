package org.jenkinsci.plugins.workflow.support.steps.input;

import java.util.Map;
import org.jenkinsci.plugins.workflow.actions.PersistentAction;

public class InputSubmittedAction implements PersistentAction {
    private final String approver;

    public InputSubmittedAction(String approver, Map<String, Object> parameters) {
        this.approver = approver;
    }

    public String getApprover() {
        return approver;
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "Input submitted";
    }

    @Override
    public String getUrlName() {
        return null;
    }
}
