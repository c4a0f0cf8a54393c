package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RecordConflictException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.upgrade.Patience;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Writes how far a restore is, each write resting on the one before. */
final class RestoreRecorder {
    private final RecordStore records;
    private final Patience patience;
    private RecordStore.Stored stored;

    RestoreRecorder(RecordStore records, Patience patience, RecordStore.Stored stored) {
        this.records = records;
        this.patience = patience;
        this.stored = stored;
    }

    UpgradeRecord record() {
        return stored.record();
    }

    Restore restore() {
        return stored.record().restoring();
    }

    /** The first write, before any effect: a conflict here ends the run, and nothing was changed. */
    void begin(Restore restore) {
        stored = records.write(stored.record().withRestoring(restore), stored);
    }

    void update(UnaryOperator<Restore> change) {
        write(record -> record.withRestoring(change.apply(record.restoring())));
    }

    /** Waits for an API server that is away; our own write whose answer was lost is recognised. */
    void write(UnaryOperator<UpgradeRecord> change) {
        UpgradeRecord wanted = change.apply(stored.record());
        patience.ask(() -> {
            try {
                stored = records.write(wanted, stored);
            } catch (RecordConflictException e) {
                RecordStore.Stored found = records.read();
                if (found.defect() != null
                        || found.record() == null
                        || !Objects.equals(found.record().restoring(), wanted.restoring())
                        || !Objects.equals(found.record().mark(), wanted.mark())) {
                    throw RunException.failed("a restore is under way, but how far it is cannot be recorded: "
                            + (found.version() == null ? "somebody deleted the record meanwhile" : e.getMessage()));
                }
                stored = found;
            }
            return stored;
        });
    }
}
