package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks the cluster's record what became of a run whose end nobody saw. It never runs anything a second time. */
final class Inquiry {
    /** How long a lock that somebody still holds is waited for. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final EngineCall call;
    private final Instant since;

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

    /** Null where somebody still works on the release, so that it is to be asked again. */
    Answer ask(FilePath workspace, RunFiles files, Launcher launcher, EnvVars environment, PrintStream log)
            throws IOException, InterruptedException {
        byte[] json = status(workspace, files, launcher, environment, log);
        if (json == null) {
            return new Answer(
                    null,
                    new Ending.UnknownEnd(call.function()
                            + ": what became of the engine is not known, and the record cannot be read now. Nothing is"
                            + " run again by itself; run upgradeStatus where the cluster is in reach"));
        }
        boolean patient = Duration.between(since, Instant.now()).compareTo(PATIENCE) < 0;
        if (ReportReader.lockHolder(json) != null && patient) {
            log.println("[ratchet] " + ReportReader.lockHolder(json) + " still works on the release; asking again");
            return null;
        }
        UpgradeResult result = ReportReader.status(json);
        log.println("[ratchet] the engine's end was not seen; the record says: " + result.outcome);
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
            case "upgrade" -> Set.of("upgraded");
            case "verify" -> Set.of("verified");
            case "restore" -> Set.of("restored");
            default -> Set.of();
        };
    }

    private byte[] status(FilePath workspace, RunFiles files, Launcher launcher, EnvVars environment, PrintStream log)
            throws IOException, InterruptedException {
        String agentJava = files.prepare();
        String jar = EngineJar.provide(workspace, files.top());
        FilePath script = files.top().child("status-" + java.util.UUID.randomUUID() + ".sh");
        script.write(EngineScript.status(call, files, jar, agentJava), "UTF-8");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            int code = launcher.launch()
                    .cmds("sh", script.getRemote())
                    .envs(escaped(environment))
                    .pwd(workspace)
                    .quiet(true)
                    .stdout(output)
                    .join();
            if (code != 0) {
                log.println("[ratchet] status ended with exit code " + code + ": "
                        + Words.tame(output.toString(StandardCharsets.UTF_8), 1_000));
                return null;
            }
        } finally {
            script.deleteRecursive();
        }
        return files.readStatus();
    }

    /** A launcher expands {@code $} in what it is given. */
    private static Map<String, String> escaped(EnvVars environment) {
        Map<String, String> escaped = new TreeMap<>();
        environment.forEach((name, value) -> escaped.put(name, value.replace("$", "$$")));
        return escaped;
    }
}
