package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.HelmUpgrade;
import io.jenkins.plugins.ratchet.upgrade.UpgradeOutcome;
import io.jenkins.plugins.ratchet.upgrade.UpgradeRequest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ratchet upgrade}. */
@Command(
        name = "upgrade",
        description = "Moves the release forward: checks the rules on live state, runs helm once, watches its hook Jobs"
                + " and workloads. Never rolls back.",
        mixinStandardHelpOptions = true)
final class UpgradeCommand extends EngineCommand {
    @Mixin
    TargetOptions target;

    UpgradeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    List<String> helmArgs() {
        return target.helmArgs;
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        UpgradeRequest request =
                new UpgradeRequest(target.version, target.plan, target.afterRollback, session.startedBy());
        try (UpgradeLock lock = session.lock()) {
            UpgradeOutcome outcome = new HelmUpgrade(session.upgradeContext()).run(request, lock);
            draft.plan(outcome.plan())
                    .upgrade(outcome.upgrade())
                    .jobs(outcome.jobs())
                    .workloads(outcome.workloads())
                    .advice(outcome.advice());
            if (outcome.exitCode() != ExitCode.DONE) {
                diagnose(
                        new Diagnosing.Seen(
                                outcome.sentence(),
                                outcome.jobs(),
                                outcome.workloads(),
                                List.of(),
                                outcome.helmOutput(),
                                outcome.advice()),
                        null);
            }
            return new Ending(outcome.exitCode(), outcome.sentence());
        }
    }
}
