package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.RecordConflictException;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeIds;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.record.WaiverUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lets the installer act once, watches what it sets going, and writes down every step before and after. */
final class Attempt {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final UpgradeContext context;
    private final UpgradeLock lock;
    private final Patience patience;

    Attempt(UpgradeContext context, UpgradeLock lock) {
        this.context = context;
        this.lock = lock;
        this.patience = new Patience(OUTAGE, context.events());
    }

    UpgradeOutcome run(UpgradeRequest request, Situation situation, Plan plan) {
        Config config = context.config();
        Installer installer = context.installer();
        InstallerRun run = installer.toBeStarted(situation);
        int revision = run.revision();
        Optional<Upgrade> before = situation.open().filter(Upgrade::isResumable);
        boolean reachedBefore = before.flatMap(Upgrade::reached).isPresent();
        Upgrade upgrade = before.orElseGet(
                        () -> Upgrade.open(UpgradeIds.next(), request.startedBy(), plan.from(), Instant.now()))
                .towards(plan.from(), plan.to(), plan.digest(), waivers(plan), SchemaStates.read(context, plan))
                .withHelm(run)
                .enter(UpgradeState.UPGRADING, null, Instant.now());
        UpgradeRecord record = situation
                .record()
                .orElseGet(() -> UpgradeRecord.adopt(config.release(), config.namespace(), situation.mark()));
        Recorder recorder = new Recorder(context.records(), patience, situation.stored());
        String mark = RatchetMark.value(upgrade.id(), revision);
        NewRevision made = new NewRevision(context.releases(), revision, mark);
        try (Site.Watch watch = context.site().watch(made)) {
            lock.requireHeld(installer.name() + " was started");
            // Written before anything can be done: whoever comes after a crash knows what may be under way.
            recorder.begin(record.superseding(upgrade).withMark(situation.mark()));
            context.events().fact("upgrade", upgrade.id() + ": " + plan.from() + " → " + plan.to());
            DetachedProcess helm = start(situation, run, mark, recorder, reachedBefore);
            notePid(recorder, helm);
            boolean interrupted = await(helm);
            return settle(
                    new Settlement(context, lock, patience, recorder, made, mark, watch, reachedBefore),
                    plan,
                    run,
                    helm,
                    interrupted);
        }
    }

    /** The installer has acted: from here on no error is one of those after which nothing was changed. */
    private UpgradeOutcome settle(
            Settlement settlement, Plan plan, InstallerRun run, DetachedProcess helm, boolean interrupted) {
        Installer.Ended ended = null;
        try {
            ended = context.installer().ended(run, helm);
            return settlement.settle(plan, ended, helm.output(), interrupted);
        } catch (RefusedException e) {
            throw e;
        } catch (RunException e) {
            throw new RunException(
                    ExitCode.FAILED,
                    (ended == null ? context.installer().name() + " was asked" : ended.seen())
                            + ", but what became of it could not be "
                            + (e instanceof RecordConflictException ? "recorded: " : "read or recorded: ")
                            + e.getMessage() + "; once that is mended, run `ratchet upgrade` again: it reads the truth"
                            + " from the cluster first and starts nothing beside a live migration",
                    e);
        }
    }

    /** A program that cannot be started leaves no upgrade behind that looks as if it ran. */
    private DetachedProcess start(
            Situation situation, InstallerRun run, String mark, Recorder recorder, boolean reachedBefore) {
        try {
            return context.installer()
                    .start(situation, run, mark, context.work().resolve("helm-" + run.revision() + ".log"));
        } catch (RunException e) {
            recorder.notBegun(e.getMessage(), reachedBefore);
            throw e;
        }
    }

    /** Helm runs already: whatever becomes of this note, it is followed to its end. */
    private void notePid(Recorder recorder, DetachedProcess helm) {
        try {
            recorder.note(record ->
                    record.withOpen(record.open().withHelm(record.open().helm().startedAs(helm.pid()))));
        } catch (RunException e) {
            context.events()
                    .fact(
                            "record",
                            "the process id of " + context.installer().name() + " could not be noted: "
                                    + e.getMessage());
        }
    }

    /** Waits for the program however long it takes; a wish to stop is passed on once. */
    private boolean await(DetachedProcess helm) {
        boolean told = false;
        while (!helm.ended(TICK)) {
            if (!told && context.stopped().getAsBoolean()) {
                context.events()
                        .fact(
                                "stop",
                                context.installer().name()
                                        + " is asked to stop; nothing is rolled back, a migration that runs already runs on");
                helm.interrupt();
                told = true;
            }
        }
        return told;
    }

    private static List<WaiverUse> waivers(Plan plan) {
        return plan.findings().stream()
                .filter(finding -> finding.waiver() != null)
                .map(finding -> new WaiverUse(finding.rule(), finding.waiver(), finding.seen()))
                .toList();
    }
}
