package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Preparation;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs the commands under {@code prepare} or {@code freeze}, one after another, without a shell. */
public final class Preparations {
    private final String stage;
    private final boolean before;
    private final Path directory;
    private final Events events;
    private final BooleanSupplier stopped;

    /**
     * @param stage one word for what they prepare, e.g. {@code prepare} or {@code freeze}
     * @param directory in which they run
     */
    public Preparations(String stage, Path directory, Events events, BooleanSupplier stopped) {
        this.stage = stage;
        this.before = stage.equals("prepare");
        this.directory = directory;
        this.events = events;
        this.stopped = stopped;
    }

    public void run(List<Preparation> steps) {
        for (Preparation step : steps) {
            if (step.run().isEmpty()) {
                events.fact(stage, step.name() + ": to be done by a person: " + step.manual());
            } else {
                run(step);
            }
        }
    }

    private void run(Preparation step) {
        events.fact(stage, step.name() + ": " + step.run().get(0));
        Process process;
        try {
            process = new ProcessBuilder(step.run())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException e) {
            throw RunException.unavailable(stage + " step " + step.name() + " cannot be started: " + e.getMessage(), e);
        }
        Thread printer = new Thread(() -> print(step.name(), process), "ratchet-prepare");
        printer.setDaemon(true);
        printer.start();
        int status = await(step, process);
        if (status != 0) {
            throw new RunException(
                    ExitCode.FAILED,
                    stage + " step " + step.name() + " ended with status " + status
                            + (before ? "; the release was not touched. Mend it and run the upgrade again" : again()));
        }
    }

    private String again() {
        return "; mend it and run `ratchet " + stage + "` again";
    }

    private int await(Preparation step, Process process) {
        long deadline = System.nanoTime() + step.timeout().toNanos();
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                boolean late = System.nanoTime() > deadline;
                if (late || stopped.getAsBoolean()) {
                    process.destroy();
                    if (!process.waitFor(10, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                    throw new RunException(
                            late ? ExitCode.FAILED : ExitCode.TERMINATED,
                            stage + " step " + step.name()
                                    + (late ? " did not end within " + step.timeout() : " was interrupted")
                                    + (before ? "; the release was not touched" : again()));
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new RunException(ExitCode.TERMINATED, stage + " step " + step.name() + " was interrupted");
        }
    }

    private void print(String name, Process process) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                events.output(stage + "/" + name, line);
            }
        } catch (IOException e) {
            // The process is gone; its exit status tells how it ended.
        }
    }
}
