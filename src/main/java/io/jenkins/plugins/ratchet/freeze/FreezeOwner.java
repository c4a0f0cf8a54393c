package io.jenkins.plugins.ratchet.freeze;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A freeze belongs to whoever began it: of two builds that freeze one release, neither may thaw the other's work. */
public final class FreezeOwner {
    static final String RULE = "frozen-by-another";

    private FreezeOwner() {}

    /** What refuses a freeze; nothing where the release is not frozen, or by the same starter. */
    public static Optional<Finding> beforeFreeze(UpgradeRecord record, String startedBy) {
        return frozen(record)
                .filter(freeze -> !freeze.startedBy().equals(startedBy))
                .map(freeze -> refused(freeze, startedBy, "wait until it is thawed"));
    }

    /**
     * What refuses a thaw; nothing where the release is not frozen, or by whom this thaw is for.
     *
     * @param named whose freeze is to be thawed; null for the starter's own
     */
    public static Optional<Finding> beforeThaw(UpgradeRecord record, String startedBy, String named) {
        String wanted = named == null ? startedBy : named;
        return frozen(record)
                .filter(freeze -> !freeze.startedBy().equals(wanted))
                .map(freeze -> refused(freeze, wanted, "leave it to them"));
    }

    private static Finding refused(Suspension freeze, String other, String todo) {
        return Finding.block(
                RULE,
                "the release is frozen since " + freeze.at().truncatedTo(ChronoUnit.SECONDS) + " by "
                        + freeze.startedBy() + ", not by " + other,
                "one that is not frozen, or by the same starter",
                todo + "; where nobody there will thaw it any more: `ratchet thaw --frozen-by '" + freeze.startedBy()
                        + "'`");
    }

    private static Optional<Suspension> frozen(UpgradeRecord record) {
        return record.suspension(Suspension.Purpose.FREEZE);
    }
}
