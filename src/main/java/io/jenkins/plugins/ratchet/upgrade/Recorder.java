package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.HelmRun;
import io.jenkins.plugins.ratchet.record.RecordConflictException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.function.UnaryOperator;

/** Writes what happens to one upgrade, each write resting on the one before. */
final class Recorder {
    private final RecordStore records;
    private final Patience patience;
    private RecordStore.Stored stored;

    Recorder(RecordStore records, Patience patience, RecordStore.Stored stored) {
        this.records = records;
        this.patience = patience;
        this.stored = stored;
    }

    UpgradeRecord record() {
        return stored.record();
    }

    Upgrade upgrade() {
        return stored.record().open();
    }

    /** The first write, before any effect: a conflict here ends the run. */
    void begin(UpgradeRecord record) {
        stored = records.write(record, stored);
    }

    /**
     * Writes a change. After an outage our own last write may have arrived without our knowing; it is told from
     * another run's by the helm that it names.
     *
     * @throws RunException with exit code 3 if another run has taken the upgrade over, or the record is gone: helm has
     *     run, so this is no refusal
     */
    void write(UnaryOperator<UpgradeRecord> change) {
        Upgrade ours = upgrade();
        patience.ask(() -> {
            try {
                stored = records.write(change.apply(stored.record()), stored);
            } catch (RecordConflictException e) {
                RecordStore.Stored found = records.read();
                if (!sameRun(found, ours)) {
                    throw RunException.failed("helm has run, but what came of it cannot be recorded: "
                            + (found.version() == null ? "somebody deleted the record meanwhile" : e.getMessage())
                            + "; look at `ratchet status` and `helm history`");
                }
                stored = records.write(change.apply(found.record()), found);
            }
            return stored;
        });
    }

    private static boolean sameRun(RecordStore.Stored found, Upgrade ours) {
        Upgrade open = found.record() == null ? null : found.record().open();
        if (open == null || !open.id().equals(ours.id()) || open.state() != UpgradeState.UPGRADING) {
            return false;
        }
        HelmRun theirs = open.helm();
        return theirs.revision() == ours.helm().revision()
                && theirs.host().equals(ours.helm().host())
                && (theirs.pid() == ours.helm().pid() || ours.helm().pid() == 0 || theirs.pid() == 0);
    }
}
