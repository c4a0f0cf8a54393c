package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Interrupted;
import io.jenkins.plugins.ratchet.upgrade.Recovery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet recover}. */
@Command(
        name = "recover",
        description = "Frees a release that a dead helm left pending: proves that no helm and no hook Job runs, then"
                + " marks the revision failed. Never rolls back, never deletes anything.",
        mixinStandardHelpOptions = true)
final class RecoverCommand extends EngineCommand {
    @Option(
            names = "--nobody-runs-helm",
            description = "Your word that no helm works on the release, where Ratchet cannot look for it.")
    boolean nobodyRunsHelm;

    RecoverCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        try (UpgradeLock lock = session.lock()) {
            new Interrupted(session.upgradeContext()).settle();
            lock.requireHeld("the release was recovered");
            String sentence = new Recovery(session.upgradeContext()).run(nobodyRunsHelm);
            return Ending.done(sentence);
        }
    }
}
