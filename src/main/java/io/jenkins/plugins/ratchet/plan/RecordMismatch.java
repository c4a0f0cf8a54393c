package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The record says what Ratchet wrote, and knows the upgrades whose marks the release carries. */
final class RecordMismatch implements Rule {
    @Override
    public String id() {
        return "record-mismatch";
    }

    @Override
    public String purpose() {
        return "The record is what Ratchet wrote and fits the marks that its upgrades left on the release.";
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
        if (situation.stored().defect() != null) {
            return List.of(block(
                    situation,
                    "the record cannot be trusted: " + situation.stored().defect()));
        }
        Optional<UpgradeRecord> record = situation.record();
        if (record.isEmpty()) {
            return List.of();
        }
        Set<String> known = new HashSet<>();
        record.get().past().forEach(upgrade -> known.add(upgrade.id()));
        record.get().current().map(Upgrade::id).ifPresent(known::add);
        int excused = excused(record.get());
        Optional<RevisionMeta> stranger = situation.history().revisions().stream()
                .filter(revision -> revision.revision() >= excused)
                .filter(revision -> RatchetMark.upgradeOf(revision)
                        .filter(id -> !known.contains(id))
                        .isPresent())
                .reduce((older, newer) -> newer);
        // A long history may hold marks of upgrades that the bounded record has let go.
        if (stranger.isPresent() && record.get().past().size() < UpgradeRecord.MAX_PAST) {
            return List.of(block(
                    situation,
                    "revision " + stranger.get().revision() + " was made by upgrade "
                            + RatchetMark.upgradeOf(stranger.get()).orElseThrow()
                            + ", which the record does not know: it was replaced or edited"));
        }
        return List.of();
    }

    /** The revision of the last upgrade that went on with a reason for what is older: nobody is asked twice. */
    private int excused(UpgradeRecord record) {
        return Stream.concat(record.past().stream(), record.current().stream())
                .filter(upgrade -> upgrade.helm() != null)
                .filter(upgrade -> upgrade.waivers().stream()
                        .anyMatch(waiver ->
                                waiver.rule().equals(id()) || waiver.rule().equals(RecordMissing.ID)))
                .mapToInt(upgrade -> upgrade.helm().revision())
                .max()
                .orElse(0);
    }

    private Finding block(Situation situation, String seen) {
        return Finding.block(
                id(),
                seen,
                "the record as Ratchet wrote it",
                "look at ConfigMap ratchet-" + situation.config().release() + " in namespace "
                        + situation.config().namespace()
                        + "; restore it, or, knowing what was deployed, allow this rule with that reason");
    }
}
