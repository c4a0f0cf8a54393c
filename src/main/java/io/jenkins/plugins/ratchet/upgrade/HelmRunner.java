package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobWatch;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.HelmProcess;
import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.HelmRun;
import io.jenkins.plugins.ratchet.record.RecordConflictException;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeIds;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.record.WaiverUse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Runs helm once, watches what it sets going, and writes down every step before and after. */
final class HelmRunner {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final UpgradeContext context;
    private final UpgradeLock lock;
    private final Patience patience;

    HelmRunner(UpgradeContext context, UpgradeLock lock) {
        this.context = context;
        this.lock = lock;
        this.patience = new Patience(OUTAGE, context.events());
    }

    UpgradeOutcome run(UpgradeRequest request, Situation situation, Plan plan) {
        Config config = context.config();
        int revision = situation.history().next();
        Upgrade upgrade = situation
                .open()
                .filter(Upgrade::isResumable)
                .orElseGet(() -> Upgrade.open(UpgradeIds.next(), request.startedBy(), plan.from(), Instant.now()))
                .towards(plan.from(), plan.to(), plan.digest(), waivers(plan), SchemaStates.read(context, plan))
                .withHelm(HelmRun.toBeStarted(revision, deadline(situation)))
                .enter(UpgradeState.UPGRADING, null, Instant.now());
        UpgradeRecord record = situation
                .record()
                .orElseGet(() -> UpgradeRecord.adopt(config.release(), config.namespace(), situation.mark()));
        Recorder recorder = new Recorder(context.records(), patience, situation.stored());
        String mark = RatchetMark.value(upgrade.id(), revision);
        NewRevision made = new NewRevision(
                context.releases(), revision, mark, context.helm().isEmbedded());
        try (JobWatch jobs =
                JobWatch.start(context.cluster(), config.namespace(), context.events(), made::isUpgradeJob)) {
            lock.requireHeld("helm was started");
            // Written before helm can do anything: whoever comes after a crash knows what may be under way.
            recorder.begin(record.superseding(upgrade).withMark(situation.mark()));
            context.events().fact("upgrade", upgrade.id() + ": " + plan.from() + " → " + plan.to());
            HelmProcess helm =
                    start(arguments(situation, mark), context.work().resolve("helm-" + revision + ".log"), recorder);
            context.events()
                    .fact(
                            "helm",
                            context.helm().name() + " " + context.helm().version() + " upgrades to revision " + revision
                                    + " (process " + helm.pid() + ")");
            notePid(recorder, helm);
            boolean interrupted = await(helm);
            return settle(new Settlement(context, lock, patience, recorder, made, jobs), plan, helm, interrupted);
        }
    }

    /** Helm has run: from here on no error is one of those after which nothing was changed. */
    private static UpgradeOutcome settle(Settlement settlement, Plan plan, HelmProcess helm, boolean interrupted) {
        try {
            return settlement.settle(plan, helm.exitStatus(), helm.output(), interrupted);
        } catch (RunException e) {
            throw new RunException(
                    ExitCode.FAILED,
                    "helm ended with status " + helm.exitStatus() + ", but what became of it could not be "
                            + (e instanceof RecordConflictException ? "recorded: " : "read or recorded: ")
                            + e.getMessage() + "; once that is mended, run `ratchet upgrade` again: it reads the truth"
                            + " from the cluster first and starts nothing beside a live migration",
                    e);
        }
    }

    /** A helm that cannot be started leaves no upgrade behind that looks as if it ran. */
    private HelmProcess start(List<String> arguments, Path log, Recorder recorder) {
        try {
            return context.helm().start(arguments, log);
        } catch (RunException e) {
            recorder.write(record -> record.withOpen(record.open()
                    .fail(
                            Upgrade.AT_UPGRADE,
                            e.getMessage() + "; nothing was changed by this attempt",
                            Instant.now())));
            throw e;
        }
    }

    /** Helm runs already: whatever becomes of this note, it is followed to its end. */
    private void notePid(Recorder recorder, HelmProcess helm) {
        try {
            recorder.note(record ->
                    record.withOpen(record.open().withHelm(record.open().helm().startedAs(helm.pid()))));
        } catch (RunException e) {
            context.events().fact("record", "helm's process id could not be noted: " + e.getMessage());
        }
    }

    /** Waits for helm however long it takes; a wish to stop is passed on once. */
    private boolean await(HelmProcess helm) {
        boolean told = false;
        while (!helm.ended(TICK)) {
            if (!told && context.stopped().getAsBoolean()) {
                context.events()
                        .fact("helm", "asked to stop; nothing is rolled back, a hook Job that runs already runs on");
                helm.interrupt();
                told = true;
            }
        }
        return told;
    }

    private List<String> arguments(Situation situation, String mark) {
        Config config = context.config();
        List<String> arguments = new ArrayList<>(List.of(
                "upgrade",
                config.release(),
                situation.target().path().toAbsolutePath().toString(),
                "--namespace",
                config.namespace(),
                "--description",
                RatchetMark.description(mark),
                "--timeout",
                config.upgrade().timeout().toSeconds() + "s"));
        if (!context.helm().isEmbedded()) {
            arguments.addAll(List.of("--labels", RatchetMark.LABEL + "=" + mark));
        }
        for (String file : config.values()) {
            arguments.addAll(
                    List.of("--values", context.directory().resolve(file).toString()));
        }
        arguments.addAll(config.helmArgs());
        return arguments;
    }

    /** Helm gives its timeout to each hook in turn; the deployed revision tells how many there may be. */
    private Instant deadline(Situation situation) {
        long hooks = situation
                .deployed()
                .map(release ->
                        release.hooks().stream().filter(Hook::upgradeJob).count())
                .orElse(0L);
        return Instant.now()
                .plus(context.config().upgrade().timeout().multipliedBy(Math.max(2, hooks + 1)))
                .plusSeconds(60);
    }

    private static List<WaiverUse> waivers(Plan plan) {
        return plan.findings().stream()
                .filter(finding -> finding.waiver() != null)
                .map(finding -> new WaiverUse(finding.rule(), finding.waiver(), finding.seen()))
                .toList();
    }
}
