package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final long LOOK_MILLIS = 200;
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

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
        try (ClientProcess process =
                ClientProcess.startIn(directory, program, arguments, environment, stop, listener)) {
            FutureTask<BoundedRun> end = new FutureTask<>(() -> follow(process, most));
            Thread reader = new Thread(end, "ratchet-output-" + program.getFileName());
            reader.setDaemon(true);
            reader.start();
            return await(end, limit, stop)
                    .orElseGet(() -> new BoundedRun(Ending.TOO_LONG, -1, new byte[0], process.lastWords()));
        }
    }

    private static BoundedRun follow(ClientProcess process, int most) throws IOException {
        try (InputStream out = process.output()) {
            byte[] output = out.readNBytes(most + 1);
            if (output.length > most) {
                return new BoundedRun(Ending.TOO_MUCH, -1, new byte[0], process.lastWords());
            }
            int status = process.await();
            return new BoundedRun(Ending.EXITED, status, output, process.lastWords());
        }
    }

    /** Empty where the time is over. One that does not heed the wish to end is left to {@link ClientProcess#close}. */
    private static Optional<BoundedRun> await(FutureTask<BoundedRun> end, Duration limit, Stop stop) {
        long start = System.nanoTime();
        long told = 0;
        while (System.nanoTime() - start < limit.toNanos()) {
            if (stop.requested() && told == 0) {
                told = System.nanoTime();
            }
            if (told != 0 && System.nanoTime() - told > GRACE_NANOS) {
                throw new Stop.Interrupted();
            }
            try {
                return Optional.of(end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                // It still runs.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stop.Interrupted();
            } catch (ExecutionException e) {
                stop.check();
                if (e.getCause() instanceof RuntimeException exception) {
                    throw exception;
                }
                throw RunException.failed("what a program printed cannot be read: " + e.getCause());
            }
        }
        return Optional.empty();
    }

    /** The first executable of that name in the directories. */
    public static Optional<Path> find(String name, List<Path> directories) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The directories of {@code PATH}. */
    public static List<Path> path() {
        List<Path> directories = new ArrayList<>();
        String path = System.getenv("PATH");
        for (String part : path == null ? new String[0] : path.split(java.io.File.pathSeparator)) {
            if (!part.isEmpty()) {
                directories.add(Path.of(part).toAbsolutePath());
            }
        }
        return List.copyOf(directories);
    }
}
