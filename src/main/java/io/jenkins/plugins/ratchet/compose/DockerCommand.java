package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Ended;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The {@code docker} on PATH, run to its end within limits of time and of what it may print. What it prints goes to
 * files: what it does to a container then goes on though Ratchet is killed.
 */
public final class DockerCommand {
    /** For what only asks; an engine that takes longer is out of reach. */
    static final Duration QUERY = Duration.ofSeconds(60);

    private static final String PROGRAM = "docker";
    private static final int MOST_BYTES = 32 << 20;
    /** Compose, told once, then leaves no half-made container behind. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /** By these Compose would work on another project, or on other files, than ratchet.yaml names. */
    private static final List<String> OVERRIDES = List.of(
            "COMPOSE_FILE",
            "COMPOSE_PROJECT_NAME",
            "COMPOSE_PROFILES",
            "COMPOSE_ENV_FILES",
            "COMPOSE_DISABLE_ENV_FILE",
            "COMPOSE_REMOVE_ORPHANS",
            "COMPOSE_IGNORE_ORPHANS");

    private final Path program;
    private final Map<String, String> environment;
    private final Path directory;
    private final Path work;
    private final BooleanSupplier stopped;

    private DockerCommand(
            Path program, Map<String, String> environment, Path directory, Path work, BooleanSupplier stopped) {
        this.program = program;
        this.environment = environment;
        this.directory = directory;
        this.work = work;
        this.stopped = stopped;
    }

    /**
     * The one on PATH.
     *
     * @param directory where it runs: that of {@code ratchet.yaml}
     * @param work a directory of this run, which nobody else can read
     */
    public static DockerCommand find(
            Map<String, String> environment, Path directory, Path work, BooleanSupplier stopped) {
        return OnPath.find(PROGRAM, environment)
                .map(file -> new DockerCommand(file, environment, directory, work, stopped))
                .orElseThrow(() -> RunException.unavailable(
                        "docker was not found on PATH: install docker and its compose plugin"));
    }

    /**
     * What it answered.
     *
     * @param out standard output
     * @param err standard error
     */
    public record Answer(int status, String out, String err) {
        public boolean succeeded() {
            return status == 0;
        }

        /** The last line that is not empty; Compose's warnings come before it. */
        public String lastWords() {
            List<String> lines = err.lines().filter(line -> !line.isBlank()).toList();
            return lines.isEmpty()
                    ? "it said nothing"
                    : lines.get(lines.size() - 1).strip();
        }
    }

    Path program() {
        return program;
    }

    /** Asks; a wish to stop does not hinder it, as it takes no time. */
    Answer ask(List<String> arguments, Map<String, String> more) {
        return run(arguments, more, QUERY, () -> false);
    }

    /** Has something done; ended where the run is to stop. */
    Answer have(List<String> arguments, Map<String, String> more, Duration limit) {
        return run(arguments, more, limit, stopped);
    }

    private Answer run(List<String> arguments, Map<String, String> more, Duration limit, BooleanSupplier stop) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile(work, PROGRAM, ".out");
            err = Files.createTempFile(work, PROGRAM, ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            OVERRIDES.forEach(builder.environment()::remove);
            builder.environment().putAll(more);
            return answer(
                    named(arguments), limit, BoundedProcess.run(builder, new Bounds(limit, GRACE, MOST_BYTES), stop));
        } catch (IOException e) {
            throw RunException.unavailable(named(arguments) + " cannot be run: " + e.getMessage(), e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static Answer answer(String name, Duration limit, Ended ended) {
        return switch (ended.ending()) {
            case EXITED -> new Answer(ended.status(), ended.out(), ended.err());
            case STOPPED -> throw new RunException(ExitCode.TERMINATED, name + " was ended, as the run is to stop");
            case TOO_LONG ->
                throw RunException.unavailable(
                        name + " did not end within " + limit.toSeconds() + " s; is the engine in order?");
            case TOO_MUCH ->
                throw RunException.unavailable(
                        name + " printed more than " + (MOST_BYTES >> 20) + " MiB and was ended");
        };
    }

    /** The words that say what it does, without options and what they name. */
    private static String named(List<String> arguments) {
        int last = arguments.get(0).equals("compose") ? ComposeCommand.verb(arguments) : 0;
        return PROGRAM + " " + (last == 0 ? arguments.get(0) : "compose " + arguments.get(last));
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The run's directory is removed at its end.
        }
    }
}
