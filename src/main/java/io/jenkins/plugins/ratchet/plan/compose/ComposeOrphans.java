package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** Nothing of the old version runs on unnoticed beside the new one. */
public final class ComposeOrphans extends ComposeRule {
    @Override
    public String id() {
        return "compose-orphans";
    }

    @Override
    public String purpose() {
        return "Every service that runs is one that the new version's files have; of others, which an upgrade leaves running,"
                + " it is told.";
    }

    @Override
    List<Finding> judge(ComposeOutlook project) {
        return project.orphans().isEmpty()
                ? List.of()
                : List.of(Finding.warn(
                        id(),
                        "services run that the new version's files do not have: "
                                + String.join(", ", project.orphans())
                                + "; the upgrade leaves them running, in the version that they have",
                        "services of the new version only",
                        "once the upgrade is verified, and nobody needs them any more: docker compose up --detach"
                                + " --remove-orphans, by hand, in the new version and with the files of ratchet.yaml"));
    }
}
