package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.Optional;

/** A release that Ratchet has upgraded has a record; one that it has never seen is adopted, and told so. */
final class RecordMissing implements Rule {
    static final String ID = "record-missing";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "The record of a release that Ratchet has upgraded exists; a release that it has never seen is adopted.";
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
        if (situation.stored().version() != null || situation.mark() == null) {
            return List.of();
        }
        Optional<RevisionMeta> marked = situation.history().revisions().stream()
                .filter(revision -> RatchetMark.upgradeOf(revision).isPresent())
                .reduce((older, newer) -> newer);
        if (marked.isEmpty()) {
            return List.of(Finding.info(
                    id(),
                    "this release has no record yet: it is adopted, with the high-water mark of its live history, "
                            + situation.mark().chart() + " " + situation.mark().chartVersion()
                            + (situation.mark().appVersion() == null
                                    ? ""
                                    : " (app " + situation.mark().appVersion() + ")")));
        }
        return List.of(Finding.block(
                id(),
                "revision " + marked.get().revision() + " was made by Ratchet (upgrade "
                        + RatchetMark.upgradeOf(marked.get()).orElseThrow()
                        + "), but its record is gone: somebody deleted it",
                "the record, with the high-water mark and the open upgrade",
                "restore ConfigMap ratchet-" + situation.config().release() + " in namespace "
                        + situation.config().namespace()
                        + " from a backup; or, knowing that no newer version was ever deployed, allow this rule with"
                        + " that reason"));
    }
}
