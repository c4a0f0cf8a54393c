package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.ConsoleUpgrade;
import io.jenkins.plugins.ratchet.upgrade.Interrupted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet kots-console upgrade}. */
@Command(
        name = "upgrade",
        description =
                "Upgrades the admin console to exactly one version, the one that the release notes of the application"
                        + " name. Never beside an upgrade of the application, and never on its own account.")
final class KotsConsoleUpgradeCommand extends EngineCommand {
    /** Its own, because the standard one comes with a {@code --version} that shows Ratchet's. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            required = true,
            description = "The version that the vendor names; kubectl-kots on PATH must be of it.")
    String version;

    KotsConsoleUpgradeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String commandName() {
        return "kots-console";
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        if (!session.installedBy(Config.Installer.kots)) {
            throw RunException.usage("this release has no admin console: ratchet.yaml has installer: "
                    + session.config().installer());
        }
        try (UpgradeLock lock = session.lock()) {
            new Interrupted(session.upgradeContext()).settle();
            return Ending.done(new ConsoleUpgrade(
                            session.upgradeContext(),
                            KotsInstallation.console(session),
                            KotsInstallation.command(session))
                    .run(version, lock));
        }
    }
}
