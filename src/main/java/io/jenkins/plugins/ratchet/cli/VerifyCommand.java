package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.cluster.Workloads;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
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
import io.jenkins.plugins.ratchet.upgrade.HookJobs;
import io.jenkins.plugins.ratchet.upgrade.Interrupted;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import io.jenkins.plugins.ratchet.verify.Verification;
import io.jenkins.plugins.ratchet.verify.VerificationInput;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet verify}. */
@Command(
        name = "verify",
        description = "Checks the release after an upgrade: revision, hook Jobs, workloads, and the declared checks.",
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

    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        try (UpgradeLock lock = session.lock()) {
            new Interrupted(session.upgradeContext()).settle();
            RecordStore.Stored stored = session.records().read();
            Optional<Upgrade> open = Optional.ofNullable(stored.record()).flatMap(UpgradeRecord::current);
            open.ifPresent(draft::upgrade);
            refuseOutOfOrder(session, stored);
            List<CheckResult> results = check(session, open, draft);
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

    private static List<CheckResult> check(Session session, Optional<Upgrade> open, ReportDraft draft) {
        Config config = session.config();
        ReleaseHistory history = session.releases().history();
        RevisionMeta newest = history.newest()
                .orElseThrow(() -> RunException.usage("release " + config.namespace() + "/" + config.release()
                        + " does not exist; check release and namespace in ratchet.yaml"));
        int expected = open.map(upgrade -> upgrade.to().revision()).orElse(newest.revision());
        Release release = history.revision(expected)
                .or(() -> Optional.of(newest))
                .flatMap(session.releases()::load)
                .orElseThrow(() -> RunException.unavailable("revision " + expected + " is gone"));
        List<JobOutcome> hooks =
                jobs(session, release, history.revision(release.revision()).orElse(newest), open.isPresent());
        draft.jobs(hooks);
        VerificationInput input = new VerificationInput(
                config,
                release.values(),
                WorkloadRef.inManifest(release.manifest(), config.namespace()),
                hooks,
                expected,
                newest.revision(),
                newest.status().toString());
        Workloads workloads = new Workloads(session.cluster().client());
        return new Verification(
                        refs -> {
                            List<WorkloadStatus> seen = workloads.await(
                                    refs, config.upgrade().readyTimeout(), session.events(), session.stopped());
                            draft.workloads(seen);
                            return seen;
                        },
                        session.databases(),
                        session.settings(release.values()),
                        session.directory(),
                        session.redaction(),
                        session.events(),
                        session.stopped())
                .run(input);
    }

    /** Without an open upgrade nobody watched: a Job that is gone by now says nothing. */
    private static List<JobOutcome> jobs(Session session, Release release, RevisionMeta revision, boolean open) {
        return new HookJobs(session.cluster(), session.config().namespace())
                .read(release, revision, open).stream()
                        .filter(job -> open || job.state() != JobOutcome.State.VANISHED)
                        .toList();
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
