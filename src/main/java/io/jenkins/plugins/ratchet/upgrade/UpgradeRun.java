package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Preparation;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.Planner;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Moves a release forward, once: locks, judges on live state, prepares, judges again, and only then lets the installer
 * act.
 */
public final class UpgradeRun {
    private final UpgradeContext context;
    private final Planner planner;
    private final Consumer<Plan> judged;

    /** @param judged told what is to be done before a rule can refuse it */
    public UpgradeRun(UpgradeContext context, Consumer<Plan> judged) {
        this.context = context;
        this.judged = judged;
        this.planner = new Planner(context.directory());
    }

    /**
     * Upgrades the release, with the lock held.
     *
     * @throws RefusedException if a rule refuses; nothing was changed then
     */
    public UpgradeOutcome run(UpgradeRequest request, UpgradeLock lock) {
        new Interrupted(context).settle();
        Situation situation = look(request);
        situation
                .record()
                .flatMap(record -> record.suspension(Suspension.Purpose.FREEZE))
                .ifPresent(frozen -> context.events()
                        .fact(
                                "freeze",
                                "the release is frozen since " + frozen.at().truncatedTo(ChronoUnit.SECONDS)
                                        + "; `ratchet thaw` puts back what rests"));
        Optional<UpgradeOutcome> done = alreadyDone(situation);
        if (done.isPresent()) {
            return done.get();
        }
        List<Preparation> steps = context.config().prepare();
        boolean commands = steps.stream().anyMatch(step -> !step.run().isEmpty());
        // The approved digest is compared after the preparations: they may fetch the very values that it covers.
        Plan plan = planner.plan(situation, commands ? null : request.approvedDigest());
        refuseIfBlocked(plan);
        new Preparations("prepare", context.directory(), context.events(), context.stopped()).run(steps);
        if (commands) {
            situation = look(request);
            plan = planner.plan(situation, request.approvedDigest());
            refuseIfBlocked(plan);
        }
        if (context.stopped().getAsBoolean()) {
            throw new RunException(
                    ExitCode.TERMINATED,
                    "interrupted before " + context.installer().name() + " was started; nothing was changed");
        }
        if (context.installer().makeReady(situation)) {
            situation = look(request);
            plan = planner.plan(situation, request.approvedDigest());
            refuseIfBlocked(plan);
        }
        return new Attempt(context, lock).run(request, situation, plan);
    }

    /** The same upgrade asked for again, as after a crash or in a restarted pipeline: nothing is left to be done. */
    private Optional<UpgradeOutcome> alreadyDone(Situation situation) {
        return situation
                .open()
                .filter(open -> open.state() == UpgradeState.UPGRADED)
                .filter(open -> situation.record().orElseThrow().restoring() == null)
                .filter(open -> open.to()
                        .withRevision(0)
                        .equals(situation.target().target().withRevision(0)))
                .filter(open -> stillDeployed(situation, open))
                .filter(open -> context.installer().isAskedFor(open, situation, planner.digest(situation, open.from())))
                .map(open -> new UpgradeOutcome(
                        ExitCode.DONE,
                        "upgrade " + open.id() + " had brought the release to " + open.to()
                                + " already; verify it with `ratchet verify`",
                        // What speaks against doing it again is beside the point.
                        planner.plan(situation, null).withoutFindings(),
                        open,
                        List.of(),
                        List.of(),
                        null,
                        null));
    }

    private static boolean stillDeployed(Situation situation, Upgrade open) {
        return situation
                .history()
                .newest()
                .filter(newest -> newest.status() == ReleaseStatus.DEPLOYED
                        && newest.revision() == open.to().revision())
                .isPresent();
    }

    private Situation look(UpgradeRequest request) {
        return context.inspector()
                .inspect(
                        Purpose.UPGRADE,
                        context.installer().stage(request.version()),
                        context.probes(),
                        request.afterRollback(),
                        true);
    }

    private void refuseIfBlocked(Plan plan) {
        judged.accept(plan);
        if (plan.blocked()) {
            throw new RefusedException(plan.findings());
        }
    }
}
