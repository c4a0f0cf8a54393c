package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import io.jenkins.plugins.ratchet.process.LastWords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A program that is run to its end, within limits of time and of what it may print.
 *
 * @param ending how it ended
 * @param status its exit status; −1 where it was ended because of a limit
 * @param output what it printed on standard output
 * @param lastWords its last messages on standard error, on one line
 */
public record BoundedRun(Ending ending, int status, byte[] output, String lastWords) {
    /** How a program ended. */
    public enum Ending {
        EXITED,
        /** Its time was over, and it was ended. */
        TOO_LONG,
        /** It printed more than it may, and was ended. */
        TOO_MUCH
    }

    /**
     * Runs a program and waits for it. What it started is ended with it.
     *
     * @param directory where it runs; null for where Ratchet does
     * @param environment added to what it inherits; the place for secrets
     * @param most bytes that it may print on standard output
     * @param listener told every line of its standard error
     * @throws RunException {@code UNAVAILABLE} where it cannot be started
     * @throws Stop.Interrupted where the work is to end; the program was ended
     */
    public static BoundedRun run(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Path directory,
            Duration limit,
            int most,
            Stop stop,
            Consumer<String> listener) {
        stop.check();
        LastWords words = new LastWords(listener);
        ProcessBuilder builder = ClientProcess.builder(program, arguments, environment)
                .directory(directory == null ? null : directory.toFile());
        try {
            Bounds bounds = new Bounds(limit, ClientProcess.GRACE, most);
            BoundedProcess.Ended ended = BoundedProcess.run(builder, bounds, stop::requested, words);
            stop.check();
            Ending ending = switch (ended.ending()) {
                case EXITED -> Ending.EXITED;
                case TOO_LONG -> Ending.TOO_LONG;
                case TOO_MUCH -> Ending.TOO_MUCH;
                case STOPPED -> throw new Stop.Interrupted();
            };
            return new BoundedRun(ending, ended.status(), ended.output(), words.toString());
        } catch (IOException e) {
            throw RunException.unavailable(program + " cannot be run: " + e.getMessage(), e);
        }
    }
}
