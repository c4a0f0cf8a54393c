package io.jenkins.plugins.ratchet.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process of the control plane and the file that its output goes to. */
final class Child {

    private static final int TAIL_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts a process that {@code guardian} kills should this JVM die; output is appended to {@code NAME.log}. */
    static Child start(Guardian guardian, Path logs, String name, List<String> command) {
        try {
            Path log = logs.resolve(name + ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            try {
                guardian.watch(process.pid());
            } catch (UncheckedIOException e) {
                process.destroyForcibly(); // the control plane was closed meanwhile
                throw e;
            }
            return new Child(name, process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + command, e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Throws with the end of the log when the process is gone. */
    void mustBeAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " exited with " + process.exitValue() + ":\n" + logTail());
        }
    }

    /** SIGKILL, and waits until the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    String logTail() {
        try {
            // Not readString: a process that was killed may have left half a character.
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }
}
