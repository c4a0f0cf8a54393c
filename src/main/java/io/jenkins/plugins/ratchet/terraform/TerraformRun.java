package io.jenkins.plugins.ratchet.terraform;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A Terraform that reads and changes nothing, run to its end. What it prints may hold secrets: it comes through pipes and
 * stays in memory.
 */
final class TerraformRun {
    private static final int MOST_BYTES = 256 << 20;
    private static final long TICK_MILLIS = 100;
    /** Time in which one that was told to stop gives the state's lock back. */
    private static final long GRACE_SECONDS = 30;

    private final List<String> command;
    private final Duration timeout;
    private final BooleanSupplier stopped;

    TerraformRun(List<String> command, Duration timeout, BooleanSupplier stopped) {
        this.command = command;
        this.timeout = timeout;
        this.stopped = stopped;
    }

    /** How it ended. */
    record Ended(int status, String output, String errors) {
        String lastWords() {
            return (errors.isBlank() ? output : errors).strip();
        }
    }

    /** What every run gets, and does not get: its options are Ratchet's, and a trace would hold secrets. */
    static void environment(Map<String, String> environment, String workspace) {
        environment
                .keySet()
                .removeIf(name -> name.startsWith("TF_CLI_ARGS")
                        || name.startsWith("TF_LOG")
                        || name.equals("TF_REATTACH_PROVIDERS"));
        environment.put("TF_IN_AUTOMATION", "1");
        environment.put("TF_INPUT", "0");
        environment.put("CHECKPOINT_DISABLE", "1");
        if (workspace != null) {
            environment.put("TF_WORKSPACE", workspace);
        }
    }

    Ended run() {
        return run(null);
    }

    Ended run(String workspace) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        environment(builder.environment(), workspace);
        try {
            Process process = builder.start();
            CompletableFuture<byte[]> output = read(process.getInputStream());
            CompletableFuture<byte[]> errors = read(process.getErrorStream());
            await(process);
            return new Ended(process.exitValue(), text(output), text(errors));
        } catch (IOException e) {
            throw RunException.unavailable(command.get(0) + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RunException.unavailable("interrupted while " + command.get(0) + " ran", e);
        }
    }

    private void await(Process process) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
            boolean late = System.nanoTime() > end;
            if (late || stopped.getAsBoolean()) {
                process.destroy();
                if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                throw late
                        ? RunException.unavailable(command.get(0) + " did not end within " + timeout.toSeconds() + " s")
                        : new RunException(
                                ExitCode.TERMINATED, "interrupted while the plan was made; nothing was changed");
            }
        }
    }

    private static CompletableFuture<byte[]> read(InputStream in) {
        return CompletableFuture.supplyAsync(() -> {
            try (in) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw RunException.unavailable("Terraform printed more than " + (MOST_BYTES >> 20) + " MiB");
                }
                return bytes;
            } catch (IOException e) {
                return new byte[0];
            }
        });
    }

    private static String text(CompletableFuture<byte[]> bytes) {
        return new String(bytes.join(), StandardCharsets.UTF_8);
    }
}
