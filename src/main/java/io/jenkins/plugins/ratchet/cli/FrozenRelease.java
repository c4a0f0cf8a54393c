package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.util.List;

/** The record of a release that is to be frozen or thawed, made where there is none yet. */
final class FrozenRelease {
    private final Session session;

    FrozenRelease(Session session) {
        this.session = session;
    }

    /** @throws RefusedException where the record cannot be trusted, or a restore is half done, which stops writers too */
    Suspensions suspensions() {
        RecordStore.Stored stored = session.records().read();
        if (stored.defect() != null) {
            throw new RefusedException(List.of(Finding.block(
                    "record-mismatch",
                    "the record cannot be trusted: " + stored.defect(),
                    "the record as Ratchet wrote it",
                    "see `ratchet status`; what was suspended is to be put back by hand then")));
        }
        if (stored.record() != null && stored.record().restoring() != null) {
            throw new RefusedException(
                    List.of(Rules.halfRestored(stored.record().restoring())));
        }
        if (stored.record() == null) {
            Situation situation = session.inspector().inspect(Purpose.BACKUP, null, Probes.NONE, null, true);
            stored = session.records()
                    .write(
                            UpgradeRecord.adopt(
                                    session.config().release(), session.config().namespace(), situation.mark()),
                            stored);
        }
        return new Suspensions(session.cluster(), session.records(), stored, session.events());
    }
}
