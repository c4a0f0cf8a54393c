package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.freeze.Drain;
import io.jenkins.plugins.ratchet.freeze.Freeze;
import io.jenkins.plugins.ratchet.freeze.FreezeOwner;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ratchet freeze}. */
@Command(
        name = "freeze",
        description =
                "Lays work to rest for the time of an upgrade: Argo CD and Flux where they manage the release, its"
                        + " CronJobs, and what `freeze` declares, drained before. Remembered in the record; `ratchet thaw` puts"
                        + " it back. Refused where somebody else has frozen the release; the same starter may run it again.",
        mixinStandardHelpOptions = true)
final class FreezeCommand extends EngineCommand {
    FreezeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        try (UpgradeLock lock = session.lock()) {
            Suspensions suspensions = new FrozenRelease(session).suspensions();
            FreezeOwner.beforeFreeze(suspensions.stored().record(), session.startedBy())
                    .ifPresent(finding -> {
                        throw new RefusedException(List.of(finding));
                    });
            lock.requireHeld("the release was frozen");
            List<String> resting = new Freeze(
                            session.cluster(),
                            session.config(),
                            session.directory(),
                            suspensions,
                            new Drain(new DrainChecks(session)),
                            session.startedBy(),
                            session.events(),
                            session.stopped())
                    .run();
            return Ending.done("frozen: "
                    + (resting.isEmpty() ? "nothing had to be suspended" : String.join(", ", resting))
                    + "; `ratchet thaw` puts it back");
        }
    }
}
