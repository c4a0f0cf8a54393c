package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Asks the cluster's record what became of a run whose end nobody saw. It never runs anything a second time. */
final class Inquiry {
    /** How long a lock that somebody still holds is waited for. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** How long the record may be out of reach, as a container is that just died; tests hurry. */
    static volatile Duration unreadable = Duration.ofMinutes(2);

    private static final long LONGEST_MINUTES = 5;

    private final EngineCall call;
    private final Instant since;
    /** Since when the record cannot be read; null while it can. */
    private Instant unread;

    Inquiry(EngineCall call, Instant since) {
        this.call = call;
        this.since = since;
    }

    /**
     * What the record says.
     *
     * @param result what to return, where the record shows the goal reached
     * @param failure otherwise why the step fails
     */
    record Answer(UpgradeResult result, AbortException failure) {}

    /** Null where somebody still works on the release, or nothing can be read yet, so that it is to be asked again. */
    Answer ask(FilePath workspace, RunFiles files, Launcher launcher, EnvVars environment, TaskListener listener)
            throws IOException, InterruptedException {
        byte[] json = status(workspace, files, launcher, environment, listener);
        if (json != null) {
            unread = null;
        } else {
            unread = unread == null ? Instant.now() : unread;
            if (Duration.between(unread, Instant.now()).compareTo(unreadable) < 0) {
                return null;
            }
            return new Answer(
                    null,
                    new Ending.UnknownEnd(call.function()
                            + ": what became of the engine is not known, and the record cannot be read now. Nothing is"
                            + " run again by itself; run upgradeStatus where the cluster is in reach"));
        }
        boolean patient = Duration.between(since, Instant.now()).compareTo(PATIENCE) < 0;
        if (ReportReader.lockHolder(json) != null && patient) {
            listener.getLogger()
                    .println(
                            "[ratchet] " + ReportReader.lockHolder(json) + " still works on the release; asking again");
            return null;
        }
        UpgradeResult result = ReportReader.status(json);
        listener.getLogger().println("[ratchet] the engine's end was not seen; the record says: " + result.outcome);
        if (reached().contains(String.valueOf(result.state))) {
            result.command = call.command();
            return new Answer(result, null);
        }
        return new Answer(
                result,
                new Ending.UnknownEnd(call.function() + ": the engine's end was not seen; the record says: "
                        + result.outcome
                        + ". Nothing is run again by itself; a new run reads the truth first and goes on from there"));
    }

    private Set<String> reached() {
        return switch (call.command()) {
            case "backup" -> Set.of("backed-up");
            // Through several versions the record shows how far it came, and never that this was all of the way.
            case "upgrade" -> call.option("--through") == null ? Set.of("upgraded") : Set.of();
            case "verify" -> Set.of("verified");
            case "restore" -> Set.of("restored");
            default -> Set.of();
        };
    }

    private byte[] status(
            FilePath workspace, RunFiles files, Launcher launcher, EnvVars environment, TaskListener listener)
            throws IOException, InterruptedException {
        String agentJava = files.prepare();
        String jar = EngineJar.provide(workspace, files.top());
        String answer = "status-" + UUID.randomUUID();
        FilePath script = files.top().child(answer + ".sh");
        script.write(EngineScript.status(call, files, answer, jar, agentJava), "UTF-8");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String defect;
        try {
            int code = launcher.launch()
                    .cmds("sh", script.getRemote())
                    .envs(escaped(environment))
                    .pwd(workspace)
                    .quiet(true)
                    .stdout(output)
                    .start()
                    .joinWithTimeout(LONGEST_MINUTES, TimeUnit.MINUTES, listener);
            defect = code == 0
                    ? null
                    : "status ended with exit code " + code + ": "
                            + Words.tame(output.toString(StandardCharsets.UTF_8), 1_000);
        } catch (IOException | RuntimeException e) {
            // A container that is gone says so by any exception.
            defect = "status cannot be started: " + Words.tame(String.valueOf(e.getMessage()), 1_000);
        } finally {
            script.deleteRecursive();
        }
        // In a container an exit code may be lost where the answer is not.
        byte[] read = files.readStatus(answer);
        if (read == null && unread == null) {
            listener.getLogger()
                    .println("[ratchet] " + (defect == null ? "status wrote nothing" : defect) + "; asking again");
        }
        return read;
    }

    /** A launcher expands {@code $} in what it is given. */
    private static Map<String, String> escaped(EnvVars environment) {
        Map<String, String> escaped = new TreeMap<>();
        environment.forEach((name, value) -> escaped.put(name, value.replace("$", "$$")));
        return escaped;
    }
}
