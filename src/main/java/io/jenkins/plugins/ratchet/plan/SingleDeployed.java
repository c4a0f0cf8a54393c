package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.ReleaseState;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** No two revisions call themselves deployed, as they do after a rollback beside an upgrade. */
final class SingleDeployed implements Rule {
    @Override
    public String id() {
        return "single-deployed";
    }

    @Override
    public String purpose() {
        return "No two revisions call themselves deployed, as they do after a rollback beside an upgrade; helm and Ratchet"
                + " take the newest of them.";
    }

    @Override
    public boolean beforeBackup() {
        return true;
    }

    @Override
    public boolean beforeRestore() {
        return true;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        if (situation.history().state() != ReleaseState.SEVERAL_DEPLOYED) {
            return List.of();
        }
        String numbers = situation.history().revisions().stream()
                .filter(revision -> revision.status() == ReleaseStatus.DEPLOYED)
                .map(RevisionMeta::revision)
                .map(String::valueOf)
                .collect(Collectors.joining(" and "));
        return List.of(Finding.block(
                id(),
                "revisions " + numbers + " both call themselves deployed, as after a rollback beside an upgrade",
                "one deployed revision",
                "find out which one runs (`helm history`, the pods' images); where the newest does, allow this rule with"
                        + " that reason and go forward"));
    }
}
