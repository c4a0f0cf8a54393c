package io.jenkins.plugins.ratchet.backup.command;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How a user's program is found and run: in the directory of {@code ratchet.yaml}, without a shell, within limits.
 *
 * @param database name of the data store, for messages
 * @param directory where it runs
 */
record CommandProgram(
        String database, Path directory, CommandEnvironment environment, Duration timeout, BackupContext context) {
    static final int MOST_LINES = 2000;
    private static final int SIGNAL = 128;

    /** A path starts at the directory of {@code ratchet.yaml}; a bare name is looked for on {@code PATH}. */
    Path find(String name) {
        if (!name.contains("/")) {
            return OnPath.find(name, System.getenv())
                    .orElseThrow(() -> RunException.unavailable(
                            "database " + database + ": the program " + name + " is not on PATH"));
        }
        Path file = directory.resolve(name).normalize();
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw RunException.usage("database " + database + ": the program " + file
                    + (Files.exists(file) ? " is not executable; chmod +x it" : " does not exist"));
        }
        return file;
    }

    /** Runs one of the programs; anything but exit status 0 within the limits is an error. */
    byte[] run(Path program, List<String> command, Map<String, String> more) {
        AtomicInteger lines = new AtomicInteger();
        BoundedRun result = BoundedRun.run(
                program,
                command.subList(1, command.size()),
                environment.with(more),
                directory,
                timeout,
                CommandAnswer.MOST_BYTES,
                context.stop(),
                line -> {
                    int number = lines.incrementAndGet();
                    if (number <= MOST_LINES) {
                        context.events()
                                .output(
                                        program.getFileName() + " " + database,
                                        number < MOST_LINES ? line : "… more is left out");
                    }
                });
        String what = "database " + database + ": " + program + " ";
        switch (result.ending()) {
            case TOO_LONG ->
                throw RunException.failed(what + "did not end within "
                        + Durations.format(timeout) + " (command.timeout) and was ended: "
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
