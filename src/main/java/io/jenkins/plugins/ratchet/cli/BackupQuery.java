package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A subcommand of {@code ratchet backup}: looks at the backups that are there. */
abstract class BackupQuery implements Callable<Integer> {
    @Mixin
    CommonOptions options;

    @Mixin
    BackupPlace place;

    @Spec
    CommandSpec spec;

    private final Terminal terminal;

    BackupQuery(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Does the work and prints its result. */
    abstract ExitCode run(Session session, KeptBackups backups, Printer out);

    /** Prints results, secrets masked. */
    record Printer(PrintStream stream, Redaction redaction, boolean json) {
        void line(String text) {
            stream.println(redaction.redact(text));
        }

        void json(Object value) {
            try {
                line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
            } catch (JsonProcessingException e) {
                throw RunException.failed("the result cannot be written as JSON: " + e.getOriginalMessage());
            }
        }
    }

    @Override
    public Integer call() {
        if (spec.parent() != null
                && !spec.parent()
                        .commandLine()
                        .getParseResult()
                        .matchedOptions()
                        .isEmpty()) {
            throw RunException.usage("options go after `" + spec.name() + "`, not before it");
        }
        Redaction redaction = new Redaction();
        Console console = new Console(terminal.err(), redaction, false);
        try (EventFile file = options.events == null ? null : new EventFile(options.events, redaction, console);
                Session session = new Session(
                        options,
                        java.util.List.of(),
                        terminal.environment(),
                        file == null ? console : file,
                        redaction,
                        options.stopped(terminal.stopped()));
                KeptBackups backups = session.databases().kept()) {
            return run(
                            session,
                            backups,
                            new Printer(terminal.out(), redaction, options.output == CommonOptions.Output.json))
                    .code();
        }
    }

    /** Null where there is none, or where the cluster is away: that is when one looks for backups. */
    static UpgradeRecord readable(Session session) {
        try {
            RecordStore.Stored stored = session.records().read();
            if (stored.defect() != null) {
                session.events().fact("record", "cannot be trusted: " + stored.defect());
            }
            return stored.record();
        } catch (RunException e) {
            session.events().fact("record", e.getMessage() + "; only what lies at the destination is shown");
            return null;
        }
    }
}
