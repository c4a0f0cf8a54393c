package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.HealthBefore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Site;
import io.jenkins.plugins.ratchet.verify.Access;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import io.jenkins.plugins.ratchet.verify.Earlier;
import io.jenkins.plugins.ratchet.verify.Verification;
import io.jenkins.plugins.ratchet.verify.VerificationInput;
import java.util.List;
import java.util.Optional;

/** Runs the checks of a session's release, and tells the draft of workloads and Jobs on the way. */
final class ReleaseChecks {
    private final Session session;
    private final Config config;
    private final ReportDraft draft;

    ReleaseChecks(Session session, ReportDraft draft) {
        this.session = session;
        this.config = session.config();
        this.draft = draft;
    }

    /** @param open the upgrade that is to be verified */
    List<CheckResult> after(Optional<Upgrade> open) {
        ReleaseHistory history = session.releases().history();
        int expected = open.map(upgrade -> upgrade.to().revision())
                .orElseGet(() -> newest(history).revision());
        Release release = load(history, expected);
        List<JobOutcome> jobs = jobs(release, history, open.isPresent());
        draft.jobs(jobs);
        return verification(release).run(input(release, history, jobs, expected, open));
    }

    /** Those that are made before an upgrade, of what is deployed now. */
    List<CheckResult> before() {
        ReleaseHistory history = session.releases().history();
        Release release = deployed(history);
        return verification(release)
                .runBefore(input(release, history, List.of(), release.revision(), Optional.empty()));
    }

    /** These alone, of what is deployed now. */
    List<CheckResult> alone(List<Check> checks) {
        ReleaseHistory history = session.releases().history();
        Release release = deployed(history);
        return verification(release)
                .tried(checks, input(release, history, List.of(), release.revision(), Optional.empty()));
    }

    private Release deployed(ReleaseHistory history) {
        return load(history, history.deployed().orElseGet(() -> newest(history)).revision());
    }

    private VerificationInput input(
            Release release, ReleaseHistory history, List<JobOutcome> jobs, int expected, Optional<Upgrade> open) {
        RevisionMeta newest = newest(history);
        return new VerificationInput(
                config,
                release.values(),
                session.site().workloads(release),
                session.site().images(release),
                jobs,
                expected,
                newest.revision(),
                newest.status().toString(),
                open.flatMap(Upgrade::begunAt)
                        .or(() -> Optional.ofNullable(release.lastDeployed()))
                        .orElse(newest.created()),
                open.map(Upgrade::health).map(ReleaseChecks::earlier).orElse(null));
    }

    private Verification verification(Release release) {
        Site site = session.site();
        Databases databases = session.databases();
        Access access = new Access(
                refs -> {
                    List<WorkloadStatus> seen =
                            site.await(refs, config.upgrade().readyTimeout(), session.stopped());
                    draft.workloads(seen);
                    return seen;
                },
                site::containers,
                site::warnings,
                databases,
                databases,
                new CheckPrograms(session),
                session.settings(release.values()),
                session.directory(),
                session.redaction());
        return new Verification(access, session.events(), session.stopped());
    }

    private static Earlier earlier(HealthBefore health) {
        return new Earlier(
                health.at(),
                health.checks().stream()
                        .map(check -> new Earlier.Found(
                                check.name(),
                                check.passed(),
                                check.value(),
                                check.digest() == null ? null : check::isSame))
                        .toList());
    }

    private RevisionMeta newest(ReleaseHistory history) {
        return history.newest()
                .orElseThrow(() -> RunException.usage("release " + config.namespace() + "/" + config.release()
                        + " does not exist; check release and namespace in ratchet.yaml"));
    }

    private Release load(ReleaseHistory history, int revision) {
        return history.revision(revision)
                .or(() -> Optional.of(newest(history)))
                .flatMap(session.releases()::load)
                .orElseThrow(() -> RunException.unavailable("revision " + revision + " is gone"));
    }

    /** Without an open upgrade nobody watched: a Job that is gone by now says nothing. */
    private List<JobOutcome> jobs(Release release, ReleaseHistory history, boolean open) {
        RevisionMeta revision = history.revision(release.revision()).orElseGet(() -> newest(history));
        return session.site().migrations(release, revision, open).stream()
                .filter(job -> open || job.state() != JobOutcome.State.VANISHED)
                .toList();
    }
}
