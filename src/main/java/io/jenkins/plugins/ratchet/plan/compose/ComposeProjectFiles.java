package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** The project is upgraded from the files that it runs from. */
public final class ComposeProjectFiles extends ComposeRule {
    @Override
    public String id() {
        return "compose-project-files";
    }

    @Override
    public String purpose() {
        return "The running containers were made from the Compose files that ratchet.yaml names, and from no others.";
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        return project.otherFiles().isEmpty()
                ? List.of()
                : List.of(Finding.block(
                        id(),
                        "project " + project.project() + " runs from " + String.join(", ", project.otherFiles())
                                + ", which ratchet.yaml does not name",
                        "the files of compose.files",
                        "name those files in compose.files, in their order; where the files have moved, waive this rule"
                                + " once"));
    }
}
