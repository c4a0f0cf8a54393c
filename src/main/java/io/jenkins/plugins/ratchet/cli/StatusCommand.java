package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.cluster.Suspended;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Mark;
import io.jenkins.plugins.ratchet.record.OneMoment;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ratchet status}. */
@Command(
        name = "status",
        description = "Shows the release, its high-water mark, the open upgrade and the last ones. Changes nothing.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    CommonOptions options;

    private final Terminal terminal;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * What {@code -o json} prints.
     *
     * @param state of the release, as {@link io.jenkins.plugins.ratchet.helm.ReleaseState} names it
     * @param defect why the record cannot be trusted; null where nothing is wrong with it
     * @param lockHolder who works on the release right now; null where nobody does
     * @param restoring the restore that is half done; null where there is none
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Status(
            String release,
            String namespace,
            String state,
            ReleaseVersion deployed,
            Integer newestRevision,
            Mark mark,
            String defect,
            String lockHolder,
            Upgrade open,
            Restore restoring,
            List<Suspension> suspensions,
            List<Upgrade> past) {}

    @Override
    public Integer call() {
        Redaction redaction = new Redaction();
        Console console = new Console(terminal.err(), redaction, false);
        try (Session session =
                new Session(options, List.of(), terminal.environment(), console, redaction, terminal.stopped())) {
            Status status = read(session);
            if (options.report != null) {
                write(options.report, redaction.redact(json(status)));
            }
            if (options.github) {
                new GithubRunner(terminal.out(), terminal.environment()).output(outputs(status));
            }
            if (options.output == CommonOptions.Output.json) {
                terminal.out().println(redaction.redact(json(status)));
            } else {
                table(status, terminal.out());
            }
            return 0;
        }
    }

    private static Status read(Session session) {
        ReleaseHistory history = session.releases().history();
        RecordStore.Stored stored = session.records().read();
        return new Status(
                session.config().release(),
                session.config().namespace(),
                history.state().toString(),
                history.deployed()
                        .flatMap(session.releases()::load)
                        .map(Release::version)
                        .orElse(null),
                history.newest().map(RevisionMeta::revision).orElse(null),
                stored.record() == null ? null : stored.record().mark(),
                stored.defect(),
                session.home().lockHolder().orElse(null),
                stored.record() == null ? null : stored.record().open(),
                stored.record() == null ? null : stored.record().restoring(),
                stored.record() == null ? List.of() : stored.record().suspensions(),
                stored.record() == null ? List.of() : stored.record().past());
    }

    /** Of the open upgrade, else of the last one. */
    private static Map<String, Object> outputs(Status status) {
        Upgrade last =
                status.past().isEmpty() ? null : status.past().get(status.past().size() - 1);
        Upgrade upgrade = status.open() == null ? last : status.open();
        if (upgrade == null) {
            return GithubRunner.versions(status.deployed(), null);
        }
        Map<String, Object> outputs = GithubRunner.versions(upgrade.from(), upgrade.to());
        outputs.put("id", upgrade.id());
        outputs.put("digest", upgrade.digest());
        outputs.put("state", upgrade.state());
        return outputs;
    }

    /** For programs that follow standard output as text. */
    private static void write(Path directory, String json) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("status.json"), json + "\n");
        } catch (IOException e) {
            throw RunException.unavailable("the status cannot be written to " + directory + ": " + e.getMessage(), e);
        }
    }

    private static String json(Status status) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(status);
        } catch (JsonProcessingException e) {
            throw RunException.failed("the status cannot be written as JSON: " + e.getOriginalMessage());
        }
    }

    private static void table(Status status, PrintStream out) {
        line(out, "release", status.namespace() + "/" + status.release() + ", " + status.state());
        line(out, "deployed", status.deployed() == null ? "nothing" : status.deployed());
        line(
                out,
                "mark",
                status.mark() == null
                        ? "none: Ratchet has not seen this release yet"
                        : new ReleaseVersion(
                                status.mark().chart(),
                                status.mark().chartVersion(),
                                status.mark().appVersion(),
                                status.mark().revision()));
        if (status.defect() != null) {
            line(out, "record", "cannot be trusted: " + status.defect());
        }
        line(out, "lock", status.lockHolder() == null ? "free" : "held by " + status.lockHolder());
        if (status.open() == null) {
            line(out, "open", "no upgrade is open");
        } else {
            upgrade(out, "open", status.open());
            for (BackupEntry backup : status.open().backups()) {
                line(
                        out,
                        "backup",
                        backup.database() + ", " + backup.takenAt().truncatedTo(ChronoUnit.SECONDS) + ", proof "
                                + (backup.proof() == null ? "none" : backup.proof()) + ", " + backup.location());
            }
        }
        if (status.open() != null) {
            OneMoment.noteOf(status.open().backups()).ifPresent(note -> line(out, "backups", note));
        }
        if (status.restoring() != null) {
            Restore half = status.restoring();
            line(
                    out,
                    "restore",
                    "HALF DONE: of upgrade " + half.upgrade() + ", " + half.strategy() + ", " + half.step()
                            + ", begun by " + half.startedBy() + "; run `ratchet restore --upgrade " + half.upgrade()
                            + " --strategy " + half.strategy() + " --yes` again");
        }
        for (Suspension suspension : status.suspensions()) {
            line(
                    out,
                    "suspended",
                    (suspension.purpose() == Suspension.Purpose.FREEZE ? "frozen" : "for a backup") + " since "
                            + suspension.at().truncatedTo(ChronoUnit.SECONDS) + " by " + suspension.startedBy() + ": "
                            + suspension.objects().stream()
                                    .map(Suspended::toString)
                                    .collect(Collectors.joining(", ")));
        }
        List<Upgrade> past = status.past();
        for (int i = past.size() - 1; i >= 0; i--) {
            upgrade(out, "past", past.get(i));
        }
    }

    private static void upgrade(PrintStream out, String label, Upgrade upgrade) {
        line(
                out,
                label,
                upgrade.id() + "  " + upgrade.from() + " → " + (upgrade.to() == null ? "?" : upgrade.to()) + "  "
                        + upgrade.state()
                        + (upgrade.failedAt() == null ? "" : " at " + upgrade.failedAt())
                        + (upgrade.message() == null ? "" : ": " + upgrade.message())
                        + "  by " + upgrade.startedBy());
    }

    private static void line(PrintStream out, String label, Object text) {
        out.printf("%-9s %s%n", label, text);
    }
}
