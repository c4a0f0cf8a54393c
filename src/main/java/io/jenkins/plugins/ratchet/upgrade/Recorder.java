package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.RecordConflictException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.Instant;
import java.util.Objects;
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
        UpgradeRecord wanted = change.apply(stored.record());
        patience.ask(() -> {
            try {
                stored = records.write(wanted, stored);
            } catch (RecordConflictException e) {
                RecordStore.Stored found = records.read();
                if (found.defect() == null && arrived(found, wanted)) {
                    stored = found;
                } else if (sameRun(found, ours)) {
                    stored = records.write(change.apply(found.record()), found);
                } else {
                    throw RunException.failed("the upgrade has run, but what came of it cannot be recorded: "
                            + (found.version() == null ? "somebody deleted the record meanwhile" : e.getMessage())
                            + "; look at `ratchet status`");
                }
            }
            return stored;
        });
    }

    /**
     * An attempt failed before it could change anything.
     *
     * @param reachedBefore whether an earlier attempt may have committed something
     */
    void notBegun(String why, boolean reachedBefore) {
        write(record -> {
            Upgrade failed = record.open()
                    .fail(Upgrade.AT_UPGRADE, why + "; nothing was changed by this attempt", Instant.now());
            return record.withOpen(reachedBefore ? failed : failed.asUntouched());
        });
    }

    /** As {@link #write}, but without waiting for an API server that is away. */
    void note(UnaryOperator<UpgradeRecord> change) {
        stored = records.write(change.apply(stored.record()), stored);
    }

    /** Our own write, by its transitions: they are to the nanosecond, and the message may have been masked. */
    private static boolean arrived(RecordStore.Stored found, UpgradeRecord wanted) {
        Upgrade open = found.record() == null ? null : found.record().open();
        return open != null
                && open.id().equals(wanted.open().id())
                && open.transitions().equals(wanted.open().transitions())
                && Objects.equals(open.helm(), wanted.open().helm());
    }

    private static boolean sameRun(RecordStore.Stored found, Upgrade ours) {
        Upgrade open = found.record() == null ? null : found.record().open();
        if (open == null
                || found.defect() != null
                || !open.id().equals(ours.id())
                || open.state() != UpgradeState.UPGRADING) {
            return false;
        }
        InstallerRun theirs = open.helm();
        // The deadline is to the nanosecond when our helm was about to start: no other run has the same.
        return theirs != null
                && theirs.revision() == ours.helm().revision()
                && theirs.host().equals(ours.helm().host())
                && theirs.deadline().equals(ours.helm().deadline());
    }
}
