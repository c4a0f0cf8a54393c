package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.diagnosis.Dossier;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.report.ReportJson;
import io.jenkins.plugins.ratchet.report.Reports;
import io.jenkins.plugins.ratchet.report.SupportBundle;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does something with a release and ends with a report. */
abstract class EngineCommand implements Callable<Integer> {
    @Mixin
    CommonOptions options;

    @Spec
    CommandSpec spec;

    private final Terminal terminal;
    private Diagnosing.Seen seen;
    private Path bundle;
    private Dossier dossier;

    EngineCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does the work and tells the draft about it; the exit code and the outcome in one sentence are returned. */
    abstract Ending run(Session session, ReportDraft draft);

    /** As the report names it. */
    String commandName() {
        return spec.name();
    }

    /** Arguments for helm beyond those of the configuration. */
    List<String> helmArgs() {
        return List.of();
    }

    /**
     * Has the failure that was seen diagnosed once the run has ended and its lock is free.
     *
     * @param to where the support bundle goes; null for the report's directory, where there is one
     */
    final void diagnose(Diagnosing.Seen failure, Path to) {
        seen = failure;
        bundle = to != null || options.report == null ? to : options.report.resolve("diagnosis");
    }

    /** Has the failure diagnosed that another command saw which was run as a part of this one. */
    final void diagnoseAs(EngineCommand part) {
        seen = part.seen;
        bundle = part.bundle;
    }

    /** Where the support bundle goes; null where none is written. */
    final Path bundle() {
        return bundle;
    }

    /** How a run ended. */
    record Ending(ExitCode exitCode, String outcome) {
        static Ending done(String outcome) {
            return new Ending(ExitCode.DONE, outcome);
        }
    }

    @Override
    public Integer call() {
        boolean json = options.output == CommonOptions.Output.json;
        if (json && options.github) {
            throw RunException.usage("--github and -o json both want standard output; --report DIR writes the JSON");
        }
        PrintStream facts = json ? terminal.err() : terminal.out();
        Redaction redaction = new Redaction();
        Console console = new Console(facts, redaction, terminal.colour());
        GithubRunner runner = options.github ? new GithubRunner(terminal.out(), terminal.environment()) : null;
        if (runner != null) {
            runner.begin(commandName());
            redaction.onSecret(runner::mask);
        }
        try (EventFile file = options.events == null ? null : new EventFile(options.events, redaction, console)) {
            Report report = ReportJson.redacted(report(file == null ? console : file, redaction), redaction);
            String shown = json ? ReportJson.render(report) + "\n" : ReportConsole.render(report, terminal.colour());
            if (runner == null) {
                terminal.out().print(shown);
            } else {
                runner.end(report, shown, options.report);
            }
            terminal.out().flush();
            if (options.report != null) {
                Reports.write(report, options.report, redaction);
            }
            if (dossier != null && bundle != null) {
                SupportBundle.write(report, dossier.files(), bundle);
            }
            return report.exitCode();
        }
    }

    /** A diagnosis that cannot be made must not hide the failure that it is about. */
    private void diagnose(Session session, ReportDraft draft) {
        try {
            dossier = new Diagnosing(session, draft).run(seen);
            draft.diagnosis(
                    dossier.in(bundle == null ? null : bundle.toString()).diagnosis());
        } catch (RunException e) {
            if (seen.onDemand()) {
                throw e;
            }
            session.events().fact("diagnosis", "cannot be made: " + e.getMessage());
        }
    }

    private Report report(Events events, Redaction redaction) {
        ReportDraft draft = new ReportDraft(Version.current(), commandName());
        try (Session session = new Session(
                options, helmArgs(), terminal.environment(), events, redaction, options.stopped(terminal.stopped()))) {
            draft.about(
                    session.config().product(),
                    session.config().release(),
                    session.config().namespace());
            Ending ending = run(session, draft);
            if (seen != null && !session.stopped().getAsBoolean()) {
                diagnose(session, draft);
            }
            return draft.end(ending.exitCode(), ending.outcome());
        } catch (RefusedException e) {
            return draft.findings(e.findings()).end(e.exitCode(), e.getMessage());
        } catch (RunException e) {
            return draft.end(e.exitCode(), e.getMessage());
        }
    }
}
