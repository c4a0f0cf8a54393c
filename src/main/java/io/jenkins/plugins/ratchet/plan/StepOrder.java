package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** An upgrade ends with its verification before the next begins. */
final class StepOrder implements Rule {
    static final String ID = "step-order";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String purpose() {
        return "Steps come in order: backup, upgrade, verify; an upgrade is verified, and a restore that was begun is ended,"
                + " before the next one begins. A verification that names its upgrade (`--to`, `--plan`) comes after it;"
                + " no waiver lets it come before.";
    }

    @Override
    public boolean beforeBackup() {
        return true;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        Restore half = situation.record().map(UpgradeRecord::restoring).orElse(null);
        if (half != null) {
            return List.of(halfRestored(half));
        }
        return situation
                .open()
                .filter(upgrade -> upgrade.state() == UpgradeState.UPGRADED)
                .map(upgrade -> List.of(Finding.block(
                        id(),
                        "upgrade " + upgrade.id() + " to " + upgrade.to() + " was never verified",
                        "step verify before the next upgrade",
                        "run `ratchet verify`")))
                .orElse(List.of());
    }

    /** What every step but the restore itself is told meanwhile. */
    static Finding halfRestored(Restore restore) {
        return Finding.block(
                ID,
                "the restore of upgrade " + restore.upgrade() + " (" + restore.strategy() + ", begun by "
                        + restore.startedBy() + " at " + restore.startedAt().truncatedTo(ChronoUnit.SECONDS)
                        + ") is half done: " + restore.step(),
                "a restore that has ended",
                "run `ratchet restore --upgrade " + restore.upgrade() + " --strategy " + restore.strategy()
                        + " --yes` again: it goes on where it stopped");
    }

    /** What refuses a verification; no waiver lets it pass, as it would record what did not happen. */
    static Optional<Finding> beforeVerification(RecordStore.Stored stored, ReleaseVersion live, Reached expected) {
        Optional<UpgradeRecord> record = Optional.ofNullable(stored.record());
        Optional<Restore> half = record.map(UpgradeRecord::restoring);
        if (half.isPresent()) {
            return half.map(StepOrder::halfRestored);
        }
        Optional<Upgrade> open = record.flatMap(UpgradeRecord::current);
        if (open.isPresent() && !open.get().isUpgraded()) {
            String missing = open.get().state() == UpgradeState.PLANNED ? "backup" : "upgrade";
            return Optional.of(missing(missing, told(open.get())));
        }
        if (expected.digest() != null) {
            Optional<Upgrade> latest = record.flatMap(UpgradeRecord::latest);
            if (latest.filter(upgrade -> follows(upgrade, expected)).isEmpty()) {
                return Optional.of(missing(
                        "upgrade",
                        stored.defect() == null
                                ? notReached(record, expected)
                                : "the record cannot be trusted: " + stored.defect()));
            }
        }
        ReleaseVersion reached = open.map(Upgrade::to).orElse(live);
        if (expected.version() != null && (reached == null || !reached.is(expected.version()))) {
            return Optional.of(missing(
                    "upgrade",
                    "version " + expected.version() + " was not reached: the release is "
                            + (reached == null ? "not deployed" : "at " + reached)));
        }
        return Optional.empty();
    }

    private static boolean follows(Upgrade upgrade, Reached expected) {
        return upgrade.isUpgraded() && expected.digest().equals(upgrade.digest());
    }

    private static String notReached(Optional<UpgradeRecord> record, Reached expected) {
        return record.flatMap(UpgradeRecord::latest)
                .map(latest -> {
                    boolean overtaken = record.get().past().stream().anyMatch(upgrade -> follows(upgrade, expected));
                    return (overtaken ? "the upgrade of plan " : "no upgrade of plan ")
                            + expected.digest()
                            + (overtaken ? " was followed by another: " : " was done; the last one: ")
                            + told(latest);
                })
                .orElse("no upgrade of plan " + expected.digest() + " was done; the release's record has none");
    }

    private static String told(Upgrade upgrade) {
        return "upgrade " + upgrade.id() + (upgrade.to() == null ? "" : " to " + upgrade.to()) + " is "
                + upgrade.state() + (upgrade.failedAt() == null ? "" : " at step " + upgrade.failedAt());
    }

    private static Finding missing(String step, String seen) {
        return Finding.block(ID, seen, "step " + step + " done before verify", "run `ratchet " + step + "` first");
    }
}
