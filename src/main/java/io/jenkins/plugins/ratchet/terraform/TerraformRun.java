package io.jenkins.plugins.ratchet.terraform;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Ended;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A Terraform that reads and changes nothing, run to its end. What it prints may hold secrets: it comes through pipes and
 * stays in memory.
 */
final class TerraformRun {
    private static final int MOST_BYTES = 256 << 20;
    /** Time in which one that was told to stop gives the state's lock back. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final List<String> command;
    private final Duration timeout;
    private final BooleanSupplier stopped;

    TerraformRun(List<String> command, Duration timeout, BooleanSupplier stopped) {
        this.command = command;
        this.timeout = timeout;
        this.stopped = stopped;
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
        // A second wish to stop, as from a terminal beside ours, would make it end at once and leave the state locked.
        ProcessBuilder builder = DetachedProcess.inSession(command);
        environment(builder.environment(), workspace);
        try {
            Ended ended = BoundedProcess.run(builder, new Bounds(timeout, GRACE, MOST_BYTES), stopped);
            return switch (ended.ending()) {
                case EXITED -> ended;
                case TOO_LONG ->
                    throw RunException.unavailable(
                            command.get(0) + " did not end within " + timeout.toSeconds() + " s");
                case TOO_MUCH ->
                    throw RunException.unavailable(
                            command.get(0) + " printed more than " + (MOST_BYTES >> 20) + " MiB and was ended");
                case STOPPED ->
                    throw new RunException(
                            ExitCode.TERMINATED, "interrupted while the plan was made; nothing was changed");
            };
        } catch (IOException e) {
            throw RunException.unavailable(command.get(0) + " cannot be run: " + e.getMessage(), e);
        }
    }
}
