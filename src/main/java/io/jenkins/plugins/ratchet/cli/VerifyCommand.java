package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Reached;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Interrupted;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet verify}. */
@Command(
        name = "verify",
        description =
                "Checks the release after an upgrade, or before one: revision, hook Jobs, workloads, and the declared checks.",
        mixinStandardHelpOptions = true)
final class VerifyCommand extends EngineCommand {
    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "Version that was to be reached; refused where the release is not there.")
    String version;

    @Option(
            names = "--plan",
            paramLabel = "DIGEST",
            description = "Digest of the plan that was approved; refused where its upgrade is not the last one done.")
    String plan;

    @Option(
            names = "--before",
            description =
                    "Looks before an upgrade whether the product is well: whether its workloads are ready, and the"
                            + " checks that are made before. Refused where one fails; the upgrade to come remembers it.")
    boolean before;

    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        if (before && (version != null || plan != null)) {
            throw RunException.usage("--before goes without --to and --plan: nothing was upgraded yet");
        }
        try (UpgradeLock lock = session.lock()) {
            new Interrupted(session.upgradeContext()).settle();
            if (before) {
                return new Beforehand(session, draft).run(lock);
            }
            RecordStore.Stored stored = session.records().read();
            Optional<Upgrade> open = Optional.ofNullable(stored.record()).flatMap(UpgradeRecord::current);
            open.ifPresent(draft::upgrade);
            refuseOutOfOrder(session, stored);
            List<CheckResult> results = new ReleaseChecks(session, draft).after(open);
            draft.checks(results);
            List<String> failed = results.stream()
                    .filter(CheckResult::failed)
                    .map(CheckResult::name)
                    .toList();
            if (session.stopped().getAsBoolean()) {
                return new Ending(ExitCode.TERMINATED, "interrupted; the upgrade is not verified");
            }
            if (open.isPresent()) {
                lock.requireHeld("the verification was recorded");
                Upgrade ended = failed.isEmpty()
                        ? open.get().enter(UpgradeState.VERIFIED, null, Instant.now())
                        : open.get()
                                .fail(Upgrade.AT_VERIFY, "failed checks: " + String.join(", ", failed), Instant.now());
                session.records()
                        .write(
                                failed.isEmpty()
                                        ? stored.record().close(ended)
                                        : stored.record().withOpen(ended),
                                stored);
                draft.upgrade(ended);
            }
            Ending ending = ending(open, results, failed);
            if (!failed.isEmpty()) {
                diagnose(new Diagnosing.Seen(ending.outcome(), List.of(), List.of(), results, null, null), null);
            }
            return ending;
        }
    }

    private void refuseOutOfOrder(Session session, RecordStore.Stored stored) {
        ReleaseVersion live = session.releases()
                .history()
                .deployed()
                .flatMap(session.releases()::load)
                .map(Release::version)
                .orElse(null);
        List<Finding> findings = Rules.beforeVerification(stored, live, new Reached(version, plan));
        if (!findings.isEmpty()) {
            throw new RefusedException(findings);
        }
    }

    private static Ending ending(Optional<Upgrade> open, List<CheckResult> results, List<String> failed) {
        long manual = results.stream()
                .filter(result -> result.outcome() == CheckResult.Outcome.MANUAL)
                .count();
        String byHand = manual == 0 ? "" : "; " + manual + " to be checked by a person";
        if (!failed.isEmpty()) {
            return new Ending(
                    ExitCode.UNVERIFIED,
                    "not verified, failed: " + String.join(", ", failed) + byHand
                            + "; mend it and run `ratchet verify` again, or roll forward");
        }
        return Ending.done(open.map(upgrade -> "verified: " + upgrade.to())
                        .orElse("all checks passed; no upgrade is open, nothing was recorded")
                + byHand);
    }
}
