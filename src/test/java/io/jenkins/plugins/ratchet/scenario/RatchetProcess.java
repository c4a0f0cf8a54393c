package io.jenkins.plugins.ratchet.scenario;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.report.ReportJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code java -jar ratchet.jar …} as a user runs it, in a process that can be told to stop, or killed. */
final class RatchetProcess {
    static final Path JAR = Path.of("target/ratchet.jar").toAbsolutePath();

    private static final long PATIENCE_SECONDS = 120;

    /** Options that give the JVM its classes in a form that loads in half the time; the scenarios start some 150. */
    private static volatile List<String> archived = List.of();

    private final String command;
    private final Process process;
    private final Path output;
    private final Path errors;

    private RatchetProcess(String command, Process process, Path output, Path errors) {
        this.command = command;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * How a run ended.
     *
     * @param output what it printed: the report as JSON
     * @param errors what it told meanwhile
     */
    record Ended(int exit, String output, String errors) {
        Report report() {
            return ReportJson.read(output);
        }

        /** Ids of the rules that refused. */
        List<String> blocks() {
            return report().findings().stream()
                    .filter(Finding::blocks)
                    .map(Finding::rule)
                    .toList();
        }

        /** What a rule has to say, seen and todo, whether it blocks or not. */
        String finding(String rule) {
            return String.join(
                    "\n",
                    report().findings().stream()
                            .filter(finding -> finding.rule().equals(rule))
                            .map(finding -> finding.seen() + " | " + finding.todo())
                            .toList());
        }
    }

    /** Starts it in a directory; what it prints goes to files there, whose names begin with {@code name}. */
    static RatchetProcess start(Path directory, String name, Map<String, String> environment, List<String> arguments) {
        // A test run in the background of a shell ignores SIGINT, and so would its children.
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(archived);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(arguments);
        Path output = directory.resolve(name + ".out");
        Path errors = directory.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("HELM_"));
        builder.environment().putAll(environment);
        try {
            return new RatchetProcess(String.join(" ", arguments), builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command once and keeps the classes that it loaded; an archive that does not fit is ignored by the JVM. */
    static void learn(Path directory, Map<String, String> environment, List<String> arguments) {
        Path archive = directory.resolve("ratchet.jsa");
        archived = List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable");
        start(directory, "learn", environment, arguments).await();
        archived = Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable") : List.of();
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    Ended await() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "`ratchet " + command + "` did not end within " + PATIENCE_SECONDS + " s:\n" + read(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return new Ended(process.exitValue(), read(output), read(errors));
    }

    /** What it has told so far. */
    String told() {
        return read(errors);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGINT, as by Ctrl-C. */
    void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, for whoever has to find out why a scenario failed. */
    String transcript() {
        return "$ ratchet " + command + "   → " + (alive() ? "still runs" : process.exitValue()) + "\n" + read(errors)
                + read(output);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
