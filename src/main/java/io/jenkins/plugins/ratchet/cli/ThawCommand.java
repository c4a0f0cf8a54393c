package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.freeze.FreezeOwner;
import io.jenkins.plugins.ratchet.freeze.Thaw;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet thaw}. */
@Command(
        name = "thaw",
        description = "Puts back what `ratchet freeze` laid to rest, and nothing else; what somebody changed meanwhile"
                + " stays as they left it.",
        mixinStandardHelpOptions = true)
final class ThawCommand extends EngineCommand {
    @Option(
            names = "--frozen-by",
            paramLabel = "TEXT",
            description =
                    "Whose freeze it is, as `ratchet status` names it: for one that whoever began it will not thaw any"
                            + " more. Without it only the starter's own is thawed.")
    String frozenBy;

    ThawCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        try (UpgradeLock lock = session.lock()) {
            Suspensions suspensions = new FrozenRelease(session).suspensions();
            if (suspensions
                    .stored()
                    .record()
                    .suspension(Suspension.Purpose.FREEZE)
                    .isEmpty()) {
                return Ending.done("the release is not frozen: there is nothing to put back");
            }
            FreezeOwner.beforeThaw(suspensions.stored().record(), session.startedBy(), frozenBy)
                    .ifPresent(finding -> {
                        throw new RefusedException(List.of(finding));
                    });
            lock.requireHeld("the release was thawed");
            List<String> left = new Thaw(
                            session.config(), session.directory(), suspensions, session.events(), session.stopped())
                    .run();
            return Ending.done("thawed"
                    + (left.isEmpty()
                            ? ": everything is as it was before"
                            : "; not put back, as somebody else decided about it: " + String.join("; ", left)));
        }
    }
}
