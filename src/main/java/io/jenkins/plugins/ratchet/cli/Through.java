package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.cli.EngineCommand.Ending;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.Planner;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.kots.KotsOutlook;
import io.jenkins.plugins.ratchet.plan.path.VersionPath;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Walks the way of versions to a target: each hop an upgrade of its own, with its own backup and verification, recorded
 * as such. It remembers nothing itself: run again after whatever happened, it reads from the record how far it is.
 */
final class Through {
    /** What no hop on the way can mend; everything else is judged when its hop is due. */
    private static final Set<String> ABOUT_THE_WAY = Set.of(
            "plan-unchanged",
            "version-not-older",
            "app-version-not-older",
            "kots-version-not-older",
            "no-rollback",
            "target-released",
            "support-window");

    private final Session session;
    private final Supplier<Ending> backup;
    private final Function<String, Ending> upgrade;
    private final Supplier<Ending> verify;
    private final List<String> reached = new ArrayList<>();

    /**
     * @param backup backs up and proves what the hop from here needs
     * @param upgrade goes to a version
     * @param verify verifies the upgrade that was done last
     */
    Through(Session session, Supplier<Ending> backup, Function<String, Ending> upgrade, Supplier<Ending> verify) {
        this.session = session;
        this.backup = backup;
        this.upgrade = upgrade;
        this.verify = verify;
    }

    /**
     * Goes on from where the release is.
     *
     * @param approved digest of the plan for the whole way; null where none was asked for
     */
    Ending run(String target, String approved, Integer afterRollback) {
        String before = null;
        while (true) {
            Optional<Ending> unverified = verifyOpen();
            if (unverified.isPresent()) {
                return unverified.get();
            }
            Situation situation = look(Purpose.PLAN, target, afterRollback);
            if (arrived(situation)) {
                return Ending.done(
                        reached.isEmpty()
                                ? "nothing is left to be done: the release is at "
                                        + situation.target().target()
                                : "went through " + String.join(", ", reached)
                                        + ", each backed up, upgraded and verified");
            }
            refuseTheWay(situation, before == null ? approved : null);
            String hop = next(situation);
            if (hop.equals(before)) {
                throw RunException.failed("the release did not move to " + hop + "; look at `ratchet status`");
            }
            before = hop;
            session.events().fact("through", "next is " + hop + " of " + spelled(situation));
            Optional<Ending> stopped = walk(hop, afterRollback);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            reached.add(hop);
        }
    }

    private Optional<Ending> walk(String hop, Integer afterRollback) {
        if (needsBackup(look(Purpose.UPGRADE, hop, afterRollback))) {
            Ending ending = backup.get();
            if (ending.exitCode() != ExitCode.DONE) {
                return Optional.of(told(ending));
            }
        }
        Ending upgraded = upgrade.apply(hop);
        return upgraded.exitCode() == ExitCode.DONE ? verifyOpen() : Optional.of(told(upgraded));
    }

    /** An upgrade that was done and not verified is verified first; empty where there is none, or it passed. */
    private Optional<Ending> verifyOpen() {
        Optional<Upgrade> open =
                Optional.ofNullable(session.records().read().record()).flatMap(UpgradeRecord::current);
        if (open.filter(Upgrade::isUpgraded).isEmpty()) {
            return Optional.empty();
        }
        Ending ending = verify.get();
        return ending.exitCode() == ExitCode.DONE ? Optional.empty() : Optional.of(told(ending));
    }

    private Ending told(Ending ending) {
        return reached.isEmpty()
                ? ending
                : new Ending(
                        ending.exitCode(),
                        ending.outcome() + "; before that it went through " + String.join(", ", reached)
                                + ", and run again it goes on from here");
    }

    private Situation look(Purpose purpose, String version, Integer afterRollback) {
        return session.inspector()
                .inspect(
                        purpose,
                        session.installer().stage(version),
                        purpose == Purpose.PLAN ? Probes.NONE : session.databases(),
                        afterRollback,
                        false);
    }

    private static boolean arrived(Situation situation) {
        return situation.open().isEmpty()
                && situation
                        .deployed()
                        .filter(release -> release.version()
                                .withRevision(0)
                                .equals(situation.target().target().withRevision(0)))
                        .isPresent();
    }

    /** Nothing is begun where the way as a whole is not open. */
    private void refuseTheWay(Situation situation, String approved) {
        Plan plan = new Planner(session.directory()).plan(situation, approved);
        boolean unknown = situation
                .outlook()
                .knownPath()
                .filter(path -> path.problem() != null)
                .isPresent();
        List<Finding> against = plan.findings().stream()
                .filter(Finding::blocks)
                .filter(finding -> ABOUT_THE_WAY.contains(finding.rule())
                        || unknown && finding.rule().equals("version-path"))
                .toList();
        if (!against.isEmpty()) {
            throw new RefusedException(against);
        }
    }

    private static boolean needsBackup(Situation situation) {
        return Rules.evaluate(situation).stream()
                .anyMatch(finding -> finding.blocks()
                        && (finding.rule().equals("backup-proven")
                                || finding.rule().equals("backup-intact")));
    }

    private static String next(Situation situation) {
        Optional<KotsOutlook> kots = situation.outlook().knownKots();
        if (kots.isPresent()) {
            return kots.get().way().get(0).label();
        }
        return situation.outlook().knownPath().map(VersionPath::hops).filter(hops -> !hops.isEmpty()).stream()
                .map(hops -> hops.get(0).target())
                .findFirst()
                .orElseGet(() -> situation.target().version());
    }

    private static String spelled(Situation situation) {
        return situation
                .outlook()
                .knownPath()
                .map(VersionPath::spelled)
                .or(() -> situation
                        .outlook()
                        .knownKots()
                        .map(kots -> Stream.concat(kots.deployed().stream(), kots.way().stream())
                                .map(KotsVersion::label)
                                .collect(Collectors.joining(" → "))))
                .orElse("the way");
    }
}
