package io.jenkins.plugins.ratchet.backup.command;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.Durable;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.config.CommandSettings;
import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A data store that the user's own programs back up.
 *
 * @param directory where they run
 * @param sql null where it is not PostgreSQL or no connection is given
 */
record CommandSubject(
        BackupContext context,
        BackupRequest request,
        Path directory,
        CommandEnvironment environment,
        SqlSource sql,
        Path run,
        Path verify)
        implements Store.Subject {
    private static final int MOST_LINES = 2000;
    private static final int SIGNAL = 128;

    private String name() {
        return request.name();
    }

    private CommandSettings settings() {
        return request.database().command();
    }

    @Override
    public String description() {
        return request.database().kind() + " by " + run.getFileName() + ", verified by " + verify.getFileName();
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        List<String> notes = new ArrayList<>();
        String version = sql == null ? null : sql.schemaVersion(notes);
        Instant start = context.clock().instant();
        byte[] output = run(
                run,
                settings().run(),
                environment.with(
                        Map.of("RATCHET_BACKUP_DIRECTORY", files.directory().toString())));
        CommandAnswer answer = CommandAnswer.read(
                output,
                "database " + name() + ": " + run,
                start,
                context.clock().instant());
        String location = location(answer, files.directory());
        if (sql != null) {
            sql.requireSameVersion(version, name());
        }
        notes.addAll(answer.notes());
        return new Captured(
                answer.takenAt(),
                version,
                sql == null
                        ? new BackupManifest.Source(answer.source(), null, null, null, name(), null, answer.bytes())
                        : sql.source(null, answer.bytes()),
                new BackupManifest.Client(run.getFileName().toString(), null, null, null),
                new CommandContent(
                        location,
                        answer.bytes(),
                        answer.source(),
                        settings().run(),
                        settings().verify(),
                        settings().restore(),
                        directory.toString(),
                        environment.variables().keySet().stream().sorted().toList()),
                notes,
                () -> prove(files.directory(), location, answer));
    }

    /**
     * What is a file of this machine must be there. One in the backup's directory is named from there, because that gets
     * another name when the backup is complete.
     */
    private String location(CommandAnswer answer, Path backup) throws IOException {
        Path file;
        try {
            file = backup.resolve(answer.location()).normalize();
        } catch (InvalidPathException e) {
            return answer.location();
        }
        boolean ours = file.startsWith(backup);
        boolean remote = answer.location().contains(":") || !answer.location().startsWith("/") && !Files.exists(file);
        if (!ours && !answer.location().startsWith("/") || ours && remote) {
            return answer.location(); // an id or a URL: only the verify command can tell
        }
        String what = "database " + name() + ": " + run + " ended with exit status 0 and names " + answer.location();
        if (!Files.exists(file)) {
            throw RunException.failed(what + ", which does not exist: it made no backup");
        }
        long bytes = Files.isDirectory(file) ? Durable.bytes(file) : Files.size(file);
        if (bytes == 0) {
            throw RunException.failed(what + ", which is empty: it made no backup");
        }
        return ours ? "./" + Durable.name(backup, file) : file.toString();
    }

    private BackupManifest.Proof prove(Path backup, String location, CommandAnswer answer) {
        long start = System.nanoTime();
        Map<String, String> more = Map.of(
                "RATCHET_BACKUP_DIRECTORY", backup.toString(),
                "RATCHET_LOCATION",
                        location.startsWith("./")
                                ? backup.resolve(location).normalize().toString()
                                : location,
                "RATCHET_TAKEN_AT", answer.takenAt().toString(),
                "RATCHET_BYTES", answer.bytes().toString(),
                "RATCHET_SOURCE", answer.source());
        context.events().fact("proof", name() + ": verifying with " + verify);
        byte[] said = run(verify, settings().verify(), environment.with(more));
        new String(said, StandardCharsets.UTF_8)
                .lines()
                .limit(MOST_LINES)
                .forEach(line -> context.events().output("verify " + name(), line));
        return new BackupManifest.Proof(
                "command",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of("what " + verify.getFileName() + " compares"),
                List.of(
                        "proven by the user's own program, which ended with exit status 0; Ratchet restored and compared"
                                + " nothing itself"));
    }

    /** Runs one of the programs; anything but exit status 0 within the limits is an error. */
    private byte[] run(Path program, List<String> command, Map<String, String> variables) {
        AtomicInteger lines = new AtomicInteger();
        BoundedRun result = BoundedRun.run(
                program,
                command.subList(1, command.size()),
                variables,
                directory,
                settings().timeout(),
                CommandAnswer.MOST_BYTES,
                context.stop(),
                line -> {
                    int number = lines.incrementAndGet();
                    if (number <= MOST_LINES) {
                        context.events()
                                .output(
                                        program.getFileName() + " " + name(),
                                        number < MOST_LINES ? line : "… more is left out");
                    }
                });
        String what = "database " + name() + ": " + program + " ";
        switch (result.ending()) {
            case TOO_LONG ->
                throw RunException.failed(what + "did not end within "
                        + Durations.format(settings().timeout()) + " (command.timeout) and was ended: "
                        + result.lastWords());
            case TOO_MUCH ->
                throw RunException.failed(what + "printed more than " + (CommandAnswer.MOST_BYTES >> 10)
                        + " KiB on standard output and was ended; messages belong on standard error");
            default -> {
                if (result.status() != 0) {
                    throw failure(what, result);
                }
            }
        }
        if (environment.holdsSecret(result.output())) {
            throw RunException.failed(
                    what + "printed a secret of the connection on standard output, which is kept in the"
                            + " manifest; print none (what it printed is not shown)");
        }
        return result.output();
    }

    private static RunException failure(String what, BoundedRun result) {
        int status = result.status();
        String message = what
                + (status > SIGNAL ? "was ended by signal " + (status - SIGNAL) : "ended with exit status " + status)
                + ": " + result.lastWords();
        if (status == ExitCode.USAGE.code()) {
            return RunException.usage(message);
        }
        return status == ExitCode.UNAVAILABLE.code() ? RunException.unavailable(message) : RunException.failed(message);
    }
}
