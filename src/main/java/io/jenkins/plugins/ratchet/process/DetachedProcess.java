package io.jenkins.plugins.ratchet.process;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that moves a release and outlives us. Its output goes to a file, not to a pipe: a pipe would break, and the
 * program with it, if Ratchet were killed.
 */
public final class DetachedProcess {
    private static final int MAX_OUTPUT_CHARACTERS = 64 * 1024;

    /** By these Jenkins finds and kills what a build started; a program in the middle of a migration is not to be killed. */
    private static final List<String> COOKIES =
            List.of("JENKINS_SERVER_COOKIE", "JENKINS_NODE_COOKIE", "HUDSON_SERVER_COOKIE");

    private final Process process;
    private final Path log;

    private DetachedProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it in a session of its own, where a signal to our process group does not reach it: only the engine decides
     * when it is told to stop.
     */
    public static DetachedProcess start(List<String> command, Path log) {
        return start(command, log, environment -> {});
    }

    /** As {@link #start(List, Path)}, in an environment that is changed first. */
    public static DetachedProcess start(List<String> command, Path log, Consumer<Map<String, String>> changes) {
        ProcessBuilder builder = inSession(command).redirectErrorStream(true).redirectOutput(log.toFile());
        changes.accept(builder.environment());
        try {
            return new DetachedProcess(builder.start(), log);
        } catch (IOException e) {
            throw RunException.unavailable(command.get(0) + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** For a program in a session of its own that reads nothing: only we tell it to stop, and only once. */
    public static ProcessBuilder inSession(List<String> command) {
        Path setsid = Path.of("/usr/bin/setsid");
        List<String> all = new ArrayList<>(Files.isExecutable(setsid) ? List.of(setsid.toString()) : List.of());
        all.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        COOKIES.forEach(builder.environment()::remove);
        return builder;
    }

    public long pid() {
        return process.pid();
    }

    /** Tells it to end in order: helm marks the revision failed and exits; migrations run on. */
    public void interrupt() {
        process.destroy();
    }

    /** Whether it has ended within this time. */
    public boolean ended(Duration within) {
        try {
            return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public int exitStatus() {
        return process.exitValue();
    }

    /** Whether {@link #output} is all that was printed. */
    public boolean printedLittle() {
        try {
            return Files.size(log) <= MAX_OUTPUT_CHARACTERS;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has printed, its end where it is long. */
    public String output() {
        try {
            String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
            return text.length() > MAX_OUTPUT_CHARACTERS ? text.substring(text.length() - MAX_OUTPUT_CHARACTERS) : text;
        } catch (IOException e) {
            return "";
        }
    }
}
