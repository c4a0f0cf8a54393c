package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.upgrade.JobWords;
import io.jenkins.plugins.ratchet.upgrade.NewRevision;
import io.jenkins.plugins.ratchet.upgrade.Site;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Installs the chart that belongs to the restored databases, as a new revision: helm itself never goes backwards. */
final class Reinstallation {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final UpgradeContext context;
    private final UpgradeLock lock;
    private final RestoreRecorder recorder;
    private final List<JobOutcome> jobs = new ArrayList<>();

    Reinstallation(UpgradeContext context, UpgradeLock lock, RestoreRecorder recorder) {
        this.context = context;
        this.lock = lock;
        this.recorder = recorder;
    }

    /** The hook Jobs that it saw. */
    List<JobOutcome> jobs() {
        return jobs;
    }

    /** The revision that an earlier run of this restore has made; empty where it has yet to be made. */
    static Optional<Release> done(UpgradeContext context, Restore restore) {
        if (restore.helm() == null) {
            return Optional.empty();
        }
        return context.releases()
                .history()
                .revision(restore.helm().revision())
                .filter(meta -> meta.status() == ReleaseStatus.DEPLOYED)
                .flatMap(meta ->
                        context.releases().load(meta).filter(release -> RatchetMark.on(meta, release, mark(restore))));
    }

    /**
     * Waits for a helm that a killed run of this restore has left behind; one that was killed itself is settled as helm
     * would have.
     */
    static void settle(UpgradeContext context, Restore restore) {
        if (restore.helm() == null) {
            return;
        }
        boolean told = false;
        while (true) {
            InstallerRun.Life life = restore.helm().life(mark(restore));
            Optional<RevisionMeta> meta =
                    context.releases().history().revision(restore.helm().revision());
            boolean pending = meta.filter(found -> found.status().pending()).isPresent();
            boolean maybeComing = meta.isEmpty() && life != InstallerRun.Life.ENDED;
            if (!pending && !maybeComing) {
                return;
            }
            boolean over = life == InstallerRun.Life.ENDED
                    || life != InstallerRun.Life.RUNNING
                            && Instant.now().isAfter(restore.helm().deadline());
            if (over) {
                meta.filter(found -> pending)
                        .ifPresent(found -> context.inCluster()
                                .releases()
                                .markFailed(
                                        found, "Ratchet found this " + found.status() + " with no helm running it"));
                return;
            }
            if (!told) {
                context.events()
                        .fact(
                                "helm",
                                "the helm of this restore still makes revision "
                                        + restore.helm().revision() + "; waiting for it");
                told = true;
            }
            pause(context);
        }
    }

    /** Installs it, unless an earlier run has; returns the revision as it is deployed. */
    Release run(MatchingChart chart) {
        Optional<Release> done = done(context, recorder.restore());
        if (done.isPresent()) {
            return done.get();
        }
        ReleaseHistory history = context.releases().history();
        int revision = history.next();
        InstallerRun run = InstallerRun.toBeStarted(revision, deadline(chart));
        String mark = RatchetMark.value(recorder.restore().upgrade(), revision);
        NewRevision made = new NewRevision(context.releases(), revision, mark);
        Config config = context.config();
        try (Site.Watch watch = context.site().watch(made)) {
            lock.requireHeld("the matching chart was installed");
            // Written before helm can do anything: whoever comes after a crash knows what may be under way.
            recorder.update(restore -> restore.at(Restore.Step.REINSTALLING).withHelm(run));
            DetachedProcess helm = context.inCluster()
                    .helm()
                    .get()
                    .start(
                            arguments(chart.arguments(), mark),
                            context.work().resolve("helm-restore-" + revision + ".log"));
            context.events()
                    .fact(
                            "helm",
                            "installs " + chart.description() + " as revision " + revision + " (process " + helm.pid()
                                    + ")");
            recorder.update(restore -> restore.withHelm(run.startedAs(helm.pid())));
            boolean interrupted = await(helm);
            return settled(made, mark, watch, helm, interrupted);
        }
    }

    private Release settled(
            NewRevision made, String mark, Site.Watch watch, DetachedProcess helm, boolean interrupted) {
        Optional<RevisionMeta> meta = made.meta();
        Optional<Release> release = made.load();
        jobs.addAll(watch.outcomes(helm.exitStatus() == 0, context.stopped()));
        if (interrupted) {
            throw new RunException(
                    ExitCode.TERMINATED,
                    "interrupted while helm installed the matching chart; the databases are restored, run the same"
                            + " restore again to end it");
        }
        if (helm.exitStatus() != 0
                || release.filter(found -> found.status() == ReleaseStatus.DEPLOYED)
                        .isEmpty()) {
            throw failed("helm ended with status " + helm.exitStatus() + ": " + lastLine(helm.output()));
        }
        if (!made.ours(meta.orElseThrow(), release.orElseThrow())) {
            throw failed("revision " + made.number() + " was made by somebody else");
        }
        jobs.stream().filter(job -> !job.complete()).findFirst().ifPresent(job -> {
            throw failed("hook Job " + job.name() + " " + JobWords.of(job));
        });
        context.installer().leaveMark(meta.orElseThrow(), mark);
        context.events().fact("helm", "revision " + made.number() + " is deployed");
        return release.orElseThrow();
    }

    private static RunException failed(String why) {
        return RunException.failed("the databases are restored, but the matching chart could not be installed: " + why
                + "; mend the cause and run the same restore again");
    }

    private boolean await(DetachedProcess helm) {
        boolean told = false;
        while (!helm.ended(TICK)) {
            if (!told && context.stopped().getAsBoolean()) {
                context.events().fact("helm", "asked to stop; a hook Job that runs already runs on");
                helm.interrupt();
                told = true;
            }
        }
        return told;
    }

    private List<String> arguments(List<String> chart, String mark) {
        Config config = context.config();
        List<String> arguments = new ArrayList<>(List.of("upgrade", config.release()));
        arguments.addAll(chart);
        arguments.addAll(List.of(
                "--namespace",
                config.namespace(),
                // Without values of the user helm would take over those of the revision before.
                "--reset-values",
                "--description",
                RatchetMark.description(mark),
                "--timeout",
                config.upgrade().timeout().toSeconds() + "s"));
        if (!context.inCluster().helm().get().isEmbedded()) {
            arguments.addAll(List.of("--labels", RatchetMark.LABEL + "=" + mark));
        }
        return arguments;
    }

    private Instant deadline(MatchingChart chart) {
        return Instant.now()
                .plus(context.config().upgrade().timeout().multipliedBy(Math.max(2, chart.upgradeHooks() + 1)))
                .plusSeconds(60);
    }

    private static String mark(Restore restore) {
        return RatchetMark.value(restore.upgrade(), restore.helm().revision());
    }

    private static void pause(UpgradeContext context) {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (context.stopped().getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new RunException(
                    ExitCode.TERMINATED, "interrupted while waiting for helm; run the same restore again to end it");
        }
    }

    private static String lastLine(String output) {
        String trimmed = output.strip();
        return trimmed.substring(trimmed.lastIndexOf('\n') + 1);
    }
}
