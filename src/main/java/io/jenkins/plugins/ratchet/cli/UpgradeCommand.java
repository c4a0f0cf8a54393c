package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.UpgradeOutcome;
import io.jenkins.plugins.ratchet.upgrade.UpgradeRequest;
import io.jenkins.plugins.ratchet.upgrade.UpgradeRun;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ratchet upgrade}. */
@Command(
        name = "upgrade",
        description = "Moves the release forward: checks the rules on live state, runs helm once, watches its hook Jobs"
                + " and workloads. Never rolls back.",
        mixinStandardHelpOptions = true)
final class UpgradeCommand extends EngineCommand {
    @Mixin
    TargetOptions target;

    @Option(
            names = "--through",
            description = "Walks every version that may not be skipped: each with its own backup, upgrade and"
                    + " verification. Run again, it goes on from where the release is.")
    boolean through;

    @Option(
            names = "--backup-to",
            paramLabel = "DIR",
            description = "With --through, where the backups go, as `backup --to`; backups.to by default.")
    String backupTo;

    @Option(
            names = "--installer",
            paramLabel = "helm|kots|terraform|compose",
            description =
                    "Refuses to start where ratchet.yaml names another installer; for pipelines that say which they"
                            + " mean.")
    Config.Installer installer;

    private final Terminal terminal;

    UpgradeCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    List<String> helmArgs() {
        return target.helmArgs;
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        Config.Installer declared = session.config().installer();
        if (installer != null && installer != declared) {
            throw RunException.usage(
                    "this upgrade is for the installer " + installer + ", but ratchet.yaml has installer: " + declared
                            + "; use the step or the option that goes with it");
        }
        if (!through) {
            if (backupTo != null) {
                throw RunException.usage("--backup-to goes with --through; `ratchet backup --to` makes one backup");
            }
            return upgrade(session, draft, target.version, target.plan);
        }
        if (session.installedBy(Config.Installer.terraform)) {
            throw RunException.usage("--through is for helm: with Terraform each version is led to by the configuration"
                    + " itself, so go to each by `ratchet upgrade --to`");
        }
        if (session.installedBy(Config.Installer.compose)) {
            throw RunException.usage("--through is for helm: go to each version by `ratchet upgrade --to`");
        }
        BackupCommand backup = new BackupCommand(terminal);
        backup.options = options;
        backup.place = new BackupPlace();
        backup.place.to = backupTo;
        backup.place.require(session);
        return new Through(
                        session,
                        () -> backup.run(session, draft),
                        version -> upgrade(session, draft, version, null),
                        () -> verify(session, draft))
                .run(target.version, target.plan, target.afterRollback);
    }

    private Ending verify(Session session, ReportDraft draft) {
        VerifyCommand verify = new VerifyCommand(terminal);
        verify.options = options;
        Ending ending = verify.run(session, draft);
        diagnoseAs(verify);
        return ending;
    }

    private Ending upgrade(Session session, ReportDraft draft, String version, String approved) {
        UpgradeRequest request = new UpgradeRequest(version, approved, target.afterRollback, session.startedBy());
        try (UpgradeLock lock = session.lock()) {
            UpgradeOutcome outcome = new UpgradeRun(
                            session.upgradeContext(), plan -> draft.towards(plan.from(), plan.to()))
                    .run(request, lock);
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
