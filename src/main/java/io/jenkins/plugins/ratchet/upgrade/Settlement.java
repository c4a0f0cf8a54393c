package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** After the installer has ended: what really happened, by what is there to be seen, written down. */
final class Settlement {
    private final UpgradeContext context;
    private final UpgradeLock lock;
    private final Patience patience;
    private final Recorder recorder;
    private final NewRevision made;
    private final String mark;
    private final Site.Watch watch;
    private final boolean reachedBefore;
    private List<WorkloadStatus> workloads = List.of();
    private String helmOutput;

    /** @param reachedBefore whether an earlier attempt may have committed something */
    Settlement(
            UpgradeContext context,
            UpgradeLock lock,
            Patience patience,
            Recorder recorder,
            NewRevision made,
            String mark,
            Site.Watch watch,
            boolean reachedBefore) {
        this.context = context;
        this.lock = lock;
        this.patience = patience;
        this.recorder = recorder;
        this.made = made;
        this.mark = mark;
        this.watch = watch;
        this.reachedBefore = reachedBefore;
    }

    UpgradeOutcome settle(Plan plan, Installer.Ended ended, String printed, boolean interrupted) {
        helmOutput = printed;
        if (ended.refusal() != null) {
            refused(ended);
        }
        ReleaseHistory history = patience.ask(context.releases()::history);
        Optional<RevisionMeta> meta = history.revision(made.number());
        Optional<Release> release =
                meta.flatMap(each -> patience.ask(() -> context.releases().load(each)));
        List<JobOutcome> outcomes = watch.outcomes(ended.success(), context.stopped());
        Optional<String> failure = failure(history, meta, release, outcomes, ended);
        if (failure.isEmpty()) {
            meta.ifPresent(this::leaveMark);
            context.events().fact("release", "revision " + made.number() + " is deployed");
            failure = workloads(release.orElseThrow());
        }
        Map<String, String> schema = SchemaStates.read(context, plan);
        return failure.isEmpty()
                ? upgraded(plan, release.orElseThrow(), outcomes, schema)
                : failed(
                        plan,
                        release,
                        outcomes,
                        schema,
                        failure.get(),
                        interrupted || context.stopped().getAsBoolean());
    }

    /** The installer did not begin: no migration can have run in this attempt. */
    private void refused(Installer.Ended ended) {
        recorder.notBegun(ended.withWords(""), reachedBefore);
        throw new RefusedException(List.of(ended.refusal()));
    }

    /** A courtesy to later runs: without it the upgrade is no less done. */
    private void leaveMark(RevisionMeta meta) {
        try {
            context.installer().leaveMark(meta, mark);
        } catch (RunException e) {
            context.events().fact("record", "the release could not be labelled: " + e.getMessage());
        }
    }

    /** Why the release cannot be called deployed; empty where nothing speaks against it. */
    private Optional<String> failure(
            ReleaseHistory history,
            Optional<RevisionMeta> meta,
            Optional<Release> release,
            List<JobOutcome> outcomes,
            Installer.Ended ended) {
        if (meta.isEmpty() || release.isEmpty()) {
            return Optional.of(ended.withWords(" without making revision " + made.number()));
        }
        if (ended.success() && !context.installer().made(recorder.upgrade(), meta.get(), release.get())) {
            return Optional.of("revision " + made.number() + " was made by somebody else");
        }
        Optional<JobOutcome> bad = outcomes.stream()
                .filter(outcome -> !outcome.complete())
                .filter(outcome -> ended.success() || outcome.state() != JobOutcome.State.NEVER_SEEN)
                .findFirst();
        if (bad.isPresent()) {
            return Optional.of(bad.get().called() + " " + JobWords.of(bad.get())
                    + (ended.success()
                            ? ", although " + context.installer().name() + " calls the upgrade a success"
                            : "; " + ended.seen()));
        }
        if (!ended.success() || release.get().status() != ReleaseStatus.DEPLOYED) {
            return Optional.of(ended.withWords(
                    ", revision " + made.number() + " is " + release.get().status()));
        }
        if (history.newest().orElseThrow().revision() != made.number()) {
            return Optional.of("revision " + history.newest().orElseThrow().revision() + " ("
                    + history.newest().orElseThrow().status() + ") was made by somebody else while this upgrade ran");
        }
        return Optional.empty();
    }

    private Optional<String> workloads(Release release) {
        List<WorkloadRef> refs = context.site().workloads(release);
        Duration limit = context.config().upgrade().readyTimeout();
        context.events().fact("rollout", "waiting up to " + limit.toSeconds() + " s for " + refs.size() + " workloads");
        workloads = context.site().await(refs, limit, context.stopped());
        List<String> unready = workloads.stream()
                .filter(status -> !status.ready())
                .map(WorkloadStatus::toString)
                .toList();
        return unready.isEmpty()
                ? Optional.empty()
                : Optional.of("revision " + release.revision() + " is deployed, but not ready: "
                        + String.join("; ", unready));
    }

    private UpgradeOutcome upgraded(Plan plan, Release release, List<JobOutcome> outcomes, Map<String, String> schema) {
        recorder.write(record -> record.withMark(record.mark()
                        .raisedBy(
                                release.version(),
                                Situation.chartVersions().comparator(),
                                VersionScheme.of(context.config().versions()).comparator()))
                .withOpen(record.open()
                        .deployedAs(release.revision())
                        .withSchemaAfter(schema)
                        .enter(UpgradeState.UPGRADED, null, Instant.now())));
        return new UpgradeOutcome(
                ExitCode.DONE,
                "upgraded to " + release.version() + "; verify it with `ratchet verify`",
                plan,
                recorder.upgrade(),
                watch.withLogs(outcomes),
                workloads,
                null,
                helmOutput);
    }

    private UpgradeOutcome failed(
            Plan plan,
            Optional<Release> release,
            List<JobOutcome> outcomes,
            Map<String, String> schema,
            String why,
            boolean interrupted) {
        String message = (interrupted ? "interrupted: " : "") + why;
        // Deployed but not ready, or a Job that vanished: the version has been there, and what it migrated stays.
        boolean deployed =
                release.filter(each -> each.status() == ReleaseStatus.DEPLOYED).isPresent();
        if (lock.lostBecause() != null) {
            context.events().fact("lock", "lost while the upgrade ran: " + lock.lostBecause());
        }
        Advice advice = new Triage(
                        context.config(),
                        recorder.upgrade().withSchemaAfter(schema),
                        plan.requiredDatabases(),
                        outcomes,
                        release,
                        plan.outlook().knownMigrations())
                .advice();
        boolean untouched = advice.direction() == Advice.Direction.RESTORE;
        recorder.write(record -> {
            Upgrade ended = record.open().withSchemaAfter(schema).fail(Upgrade.AT_UPGRADE, message, Instant.now());
            return record.withOpen(untouched ? ended.asUntouched() : ended)
                    .withMark(
                            deployed
                                    ? record.mark()
                                            .raisedBy(
                                                    release.orElseThrow().version(),
                                                    Situation.chartVersions().comparator(),
                                                    VersionScheme.of(context.config()
                                                                    .versions())
                                                            .comparator())
                                    : record.mark());
        });
        return new UpgradeOutcome(
                interrupted ? ExitCode.TERMINATED : ExitCode.FAILED,
                message,
                plan,
                recorder.upgrade(),
                watch.withLogs(outcomes),
                workloads,
                advice,
                helmOutput);
    }
}
