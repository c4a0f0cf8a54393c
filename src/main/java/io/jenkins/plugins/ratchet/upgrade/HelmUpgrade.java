package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.ChartSource;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.Planner;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.LockHeldException;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.List;
import java.util.Optional;

/**
 * Moves a Helm release forward, once: judges, locks, prepares, judges again on live state, and only then lets helm act.
 */
public final class HelmUpgrade {
    private final UpgradeContext context;
    private final Planner planner;

    public HelmUpgrade(UpgradeContext context) {
        this.context = context;
        this.planner = new Planner(context.directory());
    }

    /**
     * Upgrades the release.
     *
     * @throws RefusedException if a rule refuses; nothing was changed then
     */
    public UpgradeOutcome run(UpgradeRequest request) {
        Config config = context.config();
        try (UpgradeLock lock = lock(config, request)) {
            new Interrupted(context).settle();
            Optional<UpgradeOutcome> done = alreadyDone(request);
            if (done.isPresent()) {
                return done.get();
            }
            // Judged before the preparations, so that a refusal comes before anything runs, and after them, because
            // they may fetch the very values and chart that are judged.
            refuseIfBlocked(judge(request, null));
            new Preparations(context.directory(), context.events(), context.stopped()).run(config.prepare());
            ChartInfo chart = chart(request);
            Situation situation = context.inspector()
                    .inspect(Purpose.UPGRADE, chart, context.probes(), request.afterRollback(), true);
            Plan plan = planner.plan(situation, request.approvedDigest());
            refuseIfBlocked(plan);
            return new HelmRunner(context, lock).run(request, situation, plan);
        }
    }

    private UpgradeLock lock(Config config, UpgradeRequest request) {
        try {
            return UpgradeLock.acquire(context.cluster(), config.namespace(), config.release(), request.startedBy());
        } catch (LockHeldException e) {
            throw new RefusedException(List.of(Finding.block(
                    "no-concurrent-run",
                    "another run holds the lock: " + e.holder(),
                    "no other run",
                    "wait for it to end; a run that died is noticed after 40 s")));
        }
    }

    /** The same upgrade asked for again, as after a crash or in a restarted pipeline: nothing is left to be done. */
    private Optional<UpgradeOutcome> alreadyDone(UpgradeRequest request) {
        Situation situation = context.inspector()
                .inspect(Purpose.UPGRADE, chart(request), context.probes(), request.afterRollback(), true);
        return situation
                .open()
                .filter(open -> open.state() == UpgradeState.UPGRADED)
                .filter(open -> open.to()
                        .withRevision(0)
                        .equals(situation.target().target().withRevision(0)))
                .filter(open -> situation
                        .history()
                        .newest()
                        .filter(newest -> newest.status() == ReleaseStatus.DEPLOYED
                                && newest.revision() == open.to().revision())
                        .isPresent())
                .map(open -> new UpgradeOutcome(
                        ExitCode.DONE,
                        "upgrade " + open.id() + " had brought the release to " + open.to()
                                + " already; verify it with `ratchet verify`",
                        planner.plan(situation, null),
                        open,
                        List.of(),
                        null));
    }

    private Plan judge(UpgradeRequest request, String approved) {
        // What the preparations will fetch is not there yet; without preparations this is the final chart already.
        Situation situation = context.inspector()
                .inspect(Purpose.UPGRADE, chart(request), context.probes(), request.afterRollback(), true);
        return planner.plan(situation, approved);
    }

    private ChartInfo chart(UpgradeRequest request) {
        Config config = context.config();
        return new ChartSource(config.chart(), config.repository(), context.directory())
                .fetch(context.helm(), request.version(), context.work());
    }

    private static void refuseIfBlocked(Plan plan) {
        if (plan.blocked()) {
            throw new RefusedException(plan.findings());
        }
    }
}
