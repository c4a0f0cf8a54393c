package io.jenkins.plugins.ratchet.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that is run to its end, within bounds of time and of what it may print.
 *
 * <p>What it prints goes where the {@link ProcessBuilder} sends it: through a pipe it stays in memory, as secrets must,
 * and a program whose Ratchet was killed dies when it prints; in a file it outlives us. It has ended when the program
 * itself has: a child that it left behind may hold the pipe for ever.
 */
public final class BoundedProcess {
    private static final long TICK_MILLIS = 50;

    private final Process process;
    private final Printed output;
    private final Printed errors;
    private final Bounds bounds;
    private final BooleanSupplier stopped;

    private BoundedProcess(
            ProcessBuilder builder, Process process, Printed errors, Bounds bounds, BooleanSupplier stopped) {
        this.process = process;
        this.output = new Printed(builder.redirectOutput().file(), process.getInputStream(), bounds.bytes());
        this.errors = errors;
        this.bounds = bounds;
        this.stopped = stopped;
    }

    /**
     * What it may use.
     *
     * @param time until it is told to end
     * @param grace between being told and being killed
     * @param bytes that it may print on each of its streams
     */
    public record Bounds(Duration time, Duration grace, int bytes) {}

    /** How it ended. */
    public enum Ending {
        /** By itself. */
        EXITED,
        /** Its time was over, and it was ended. */
        TOO_LONG,
        /** It printed more than it may, and was ended. */
        TOO_MUCH,
        /** It was ended because that was asked for. */
        STOPPED
    }

    /**
     * What became of it.
     *
     * @param status its exit status; −1 where it did not end by itself
     * @param output what it printed on standard output; nothing where it did not end by itself
     * @param errors what it printed on standard error; nothing where it did not end by itself
     */
    public record Ended(Ending ending, int status, byte[] output, byte[] errors) {
        /** Standard output as text. */
        public String out() {
            return new String(output, StandardCharsets.UTF_8);
        }

        /** Standard error as text. */
        public String err() {
            return new String(errors, StandardCharsets.UTF_8);
        }
    }

    /**
     * Starts it and waits.
     *
     * @param stopped whether it is to end; an interrupt of this thread says so too
     * @throws IOException where it cannot be started
     */
    public static Ended run(ProcessBuilder builder, Bounds bounds, BooleanSupplier stopped) throws IOException {
        Process process = builder.start();
        Printed errors = new Printed(builder.redirectError().file(), process.getErrorStream(), bounds.bytes());
        return new BoundedProcess(builder, process, errors, bounds, stopped).toEnd();
    }

    /** As {@link #run(ProcessBuilder, Bounds, BooleanSupplier)}; standard error is followed, without bounds. */
    public static Ended run(ProcessBuilder builder, Bounds bounds, BooleanSupplier stopped, LastWords words)
            throws IOException {
        Process process = builder.start();
        Printed errors = new Printed(process.getErrorStream(), words);
        return new BoundedProcess(builder, process, errors, bounds, stopped).toEnd();
    }

    private Ended toEnd() throws IOException {
        Ending ending = Ending.STOPPED;
        boolean interrupted = false;
        try {
            ending = follow();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (ending != Ending.EXITED) {
                new Termination(process).end(bounds.grace());
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return ending == Ending.EXITED
                ? new Ended(ending, process.exitValue(), output.bytes(), errors.bytes())
                : new Ended(ending, -1, new byte[0], new byte[0]);
    }

    private Ending follow() throws InterruptedException, IOException {
        long start = System.nanoTime();
        while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (stopped.getAsBoolean()) {
                return Ending.STOPPED;
            }
            if (System.nanoTime() - start > bounds.time().toNanos()) {
                return Ending.TOO_LONG;
            }
            if (tooMuch()) {
                return Ending.TOO_MUCH;
            }
        }
        output.awaitEnd(bounds.grace());
        errors.awaitEnd(bounds.grace());
        return tooMuch() ? Ending.TOO_MUCH : Ending.EXITED;
    }

    private boolean tooMuch() throws IOException {
        return output.tooMuch() || errors.tooMuch();
    }
}
