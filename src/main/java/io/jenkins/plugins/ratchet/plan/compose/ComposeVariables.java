package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** Every variable that the Compose files ask for has a value. */
public final class ComposeVariables extends ComposeRule {
    private static final String ID = "compose-variables";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "Every variable that the Compose files require is set; those that are unset without being required are told.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        return project.unset().isEmpty()
                ? List.of()
                : List.of(
                        Finding.warn(
                                ID,
                                "not set, and taken for empty by Compose: " + String.join(", ", project.unset()),
                                "a value for each variable",
                                "set them in the environment or in a file of compose.envFiles, or give them a default in the files"));
    }

    /** Without these there is no project to plan for. */
    public static Finding missing(List<String> names) {
        return Finding.block(
                ID,
                "the Compose files require variables that are not set: " + String.join(", ", names),
                "a value for each variable",
                "set them in the environment or in a file of compose.envFiles");
    }
}
