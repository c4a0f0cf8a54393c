package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** The files that services are given as secrets and configs are there: Compose itself looks when it makes a container. */
public final class ComposeFilesThere extends ComposeRule {
    @Override
    public String id() {
        return "compose-files-there";
    }

    @Override
    public String purpose() {
        return "Every file that a service is given as a secret or config is there, where the engine runs on this machine.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        return project.missingFiles().isEmpty()
                ? List.of()
                : List.of(Finding.block(
                        id(),
                        "files that services are given do not exist: " + String.join("; ", project.missingFiles()),
                        "a file for each secret and config",
                        "make them, as the new version's notes say, or correct the paths in the Compose files"));
    }
}
