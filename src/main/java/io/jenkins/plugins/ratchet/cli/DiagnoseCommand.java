package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.report.ReportDraft;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ratchet diagnose}. */
@Command(
        name = "diagnose",
        description = "Finds out why the release is not well: logs, events, statuses and schemas of now, likely causes"
                + " by known patterns, what to do. Changes nothing and takes no lock.",
        mixinStandardHelpOptions = true)
final class DiagnoseCommand extends EngineCommand {
    @Option(
            names = "--to",
            paramLabel = "DIR|FILE.tar.gz",
            description = "Where the support bundle is written; secrets are masked in it. Without it, and without"
                    + " --report, none is.")
    Path to;

    DiagnoseCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Ending run(Session session, ReportDraft draft) {
        diagnose(Diagnosing.Seen.nothing(), to);
        return Ending.done("diagnosed" + (bundle() == null ? "" : "; the support bundle is " + bundle()));
    }
}
