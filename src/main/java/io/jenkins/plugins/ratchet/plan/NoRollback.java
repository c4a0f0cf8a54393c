package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseState;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** No flag that may roll back, and no rollback behind Ratchet's back. */
final class NoRollback implements Rule {
    @Override
    public String id() {
        return "no-rollback";
    }

    @Override
    public String purpose() {
        return "Nothing rolls the release back: no flag, no HELM_ variable, no rollback in its history since the last"
                + " recorded upgrade.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        ForbiddenFlags.in(situation.config().helmArgs(), ForbiddenFlags.BACKWARDS)
                .or(() -> ForbiddenFlags.inEnvironment(situation.environment(), ForbiddenFlags.BACKWARDS))
                .ifPresent(flag -> findings.add(Finding.block(
                        id(),
                        "helm would be given " + flag,
                        "no flag that rolls back, deletes or overwrites",
                        "remove it from helmArgs, the extra arguments or the environment; a failed upgrade is rolled"
                                + " forward or restored, never rolled back")));
        if (situation.history().state() == ReleaseState.PENDING_ROLLBACK) {
            findings.add(Finding.block(
                    id(),
                    "a rollback of the release is under way (revision "
                            + situation.history().newest().orElseThrow().revision() + ")",
                    "no rollback",
                    "find out who runs it; when it has ended, look at `ratchet status`"));
        }
        outOfBand(situation).ifPresent(findings::add);
        return findings;
    }

    /**
     * A rollback that no later upgrade has answered. It cannot be waived, but it can be answered: the operator names it
     * and goes forward from it to the newest version that was ever deployed, or beyond.
     */
    private Optional<Finding> outOfBand(Situation situation) {
        int since = lastForward(situation);
        return situation.releases().stream()
                // A revision that Ratchet was about to make may have been made by a rollback instead.
                .filter(release -> release.revision() >= since && release.rollback())
                .reduce((older, newer) -> newer)
                .map(release -> finding(situation, release));
    }

    private Finding finding(Situation situation, Release rollback) {
        String seen = "somebody rolled the release back: revision " + rollback.revision() + " is a rollback"
                + (rollback.rolledBackTo() == null ? " that failed" : " to " + rollback.rolledBackTo()) + " ("
                + rollback.chart() + " " + rollback.chartVersion() + ")";
        boolean forward = situation.mark() != null
                && forward(situation.target().version(), situation.mark().chartVersion());
        if (forward && Integer.valueOf(rollback.revision()).equals(situation.acknowledgedRollback())) {
            return Finding.warn(id(), seen, "no rollback since the last recorded upgrade", null);
        }
        return Finding.block(
                id(),
                seen,
                "no rollback since the last recorded upgrade",
                "the databases are at the newer schema: find out who did it and whether data was written since; then"
                        + " upgrade again to "
                        + (situation.mark() == null
                                ? "the newer version"
                                : situation.mark().chartVersion())
                        + " or newer, with --after-rollback " + rollback.revision());
    }

    private static boolean forward(String target, String mark) {
        try {
            return !Situation.chartVersions().isOlder(target, mark);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The last revision that is known to have gone forward: of the last recorded upgrade, else of the mark's version. */
    private static int lastForward(Situation situation) {
        int recorded = situation.reinstalled()
                ? 0
                : situation.record().map(NoRollback::lastRecorded).orElse(0);
        if (recorded > 0 || situation.mark() == null) {
            return recorded;
        }
        return situation.releases().stream()
                .filter(release -> !release.rollback()
                        && release.chartVersion().equals(situation.mark().chartVersion()))
                .mapToInt(Release::revision)
                .max()
                .orElse(0);
    }

    private static int lastRecorded(UpgradeRecord record) {
        return Stream.concat(record.past().stream(), record.current().stream())
                .mapToInt(NoRollback::lastRevision)
                .max()
                .orElse(0);
    }

    /** A recorded restore answers a rollback as an upgrade does. */
    private static int lastRevision(Upgrade upgrade) {
        int upgraded = upgrade.helm() == null ? 0 : upgrade.helm().revision();
        boolean reinstalled = upgrade.restore() != null && upgrade.restore().revision() != null;
        return reinstalled ? Math.max(upgraded, upgrade.restore().revision()) : upgraded;
    }
}
