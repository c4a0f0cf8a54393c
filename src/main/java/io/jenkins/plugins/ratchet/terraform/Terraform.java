package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.config.TerraformSettings;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Terraform or OpenTofu in the user's root module: makes a plan for one release, reads it, applies exactly that. It never
 * forces a lock, and never applies anything but a saved plan.
 */
public final class Terraform {
    private static final Pattern UNINITIALISED = Pattern.compile(
            "\\b(?:terraform|tofu) init\\b|[Ii]nitialization required|[Rr]equired plugins|[Mm]odule not installed");

    private final TerraformSettings settings;
    private final Path base;
    private final TerraformProgram program;
    private final BooleanSupplier stopped;

    private Terraform(TerraformSettings settings, Path base, TerraformProgram program, BooleanSupplier stopped) {
        this.settings = settings;
        this.base = base;
        this.program = program;
        this.stopped = stopped;
    }

    /**
     * The program that the settings name, as found on PATH.
     *
     * @param base directory of {@code ratchet.yaml}
     */
    public static Terraform find(
            TerraformSettings settings, Path base, Map<String, String> environment, BooleanSupplier stopped) {
        Path directory = base.resolve(settings.directory()).normalize();
        if (!Files.isDirectory(directory)) {
            throw RunException.usage("terraform.directory " + directory + " is no directory");
        }
        return new Terraform(settings, base, TerraformProgram.find(settings.program(), environment), stopped);
    }

    /** With its version, e.g. {@code OpenTofu 1.12.6}. */
    public String name() {
        return program.name();
    }

    /** The word to type: {@code terraform} or {@code tofu}. */
    public String command() {
        return program.command();
    }

    public TerraformSettings settings() {
        return settings;
    }

    /** That of the root module; relative paths in a configuration start there. */
    public Path directory() {
        return base.resolve(settings.directory()).toAbsolutePath().normalize();
    }

    /**
     * Makes a plan for the target alone, against the live state, and saves it.
     *
     * @param file in a directory that nobody else can read: the plan holds secrets
     * @throws StateLockedException where somebody else holds the state's lock
     */
    public SavedPlan plan(Path file) {
        List<String> arguments = new ArrayList<>(List.of("plan", "-json", "-input=false"));
        arguments.add("-lock-timeout=" + settings.lockTimeout().toSeconds() + "s");
        arguments.add("-target=" + settings.target());
        settings.varFiles()
                .forEach(each -> arguments.add(
                        "-var-file=" + base.resolve(each).toAbsolutePath().normalize()));
        arguments.add("-out=" + file.toAbsolutePath());
        BoundedProcess.Ended ended = run(arguments);
        if (ended.status() != 0) {
            throw failed(MachineLog.read(ended.out() + "\n" + ended.err(), true));
        }
        JsonNode json = json("show", "-json", file.toAbsolutePath().toString());
        JsonNode state = json("state", "pull");
        return new SavedPlan(
                json, state.path("lineage").asText(""), state.path("serial").asLong(0));
    }

    private RunException failed(MachineLog log) {
        Optional<StateLock> lock = log.lock();
        if (lock.isPresent()) {
            return new StateLockedException(lock.get());
        }
        String words = log.sentence();
        if (UNINITIALISED.matcher(words).find()) {
            return RunException.unavailable(directory() + " is not initialised: run `" + command() + " -chdir="
                    + directory()
                    + " init` first, or name the program that it was initialised with in terraform.program; "
                    + command() + " says: " + words);
        }
        return RunException.unavailable(
                "`" + command() + " plan` fails in " + directory() + "; nothing was changed: " + words);
    }

    /** The state as it is now; it holds secrets. */
    public byte[] state() {
        return checked(List.of("state", "pull")).getBytes(StandardCharsets.UTF_8);
    }

    /** The workspace that is selected. */
    public String workspace() {
        return settings.workspace() != null
                ? settings.workspace()
                : checked(List.of("workspace", "show")).strip();
    }

    /** Applies a saved plan, in a session of its own. */
    public DetachedProcess apply(Path plan, Path log) {
        List<String> arguments = List.of(
                "apply",
                "-json",
                "-input=false",
                "-lock-timeout=" + settings.lockTimeout().toSeconds() + "s",
                plan.toAbsolutePath().toString());
        return DetachedProcess.start(
                command(arguments), log, environment -> TerraformRun.environment(environment, settings.workspace()));
    }

    private JsonNode json(String... arguments) {
        String output = checked(List.of(arguments));
        try {
            return Json.mapper().readTree(output.isBlank() ? "{}" : output);
        } catch (JsonProcessingException e) {
            // Its message may quote what was read.
            throw RunException.unavailable("what `" + command() + " " + arguments[0] + "` printed is no JSON");
        }
    }

    private String checked(List<String> arguments) {
        BoundedProcess.Ended ended = run(arguments);
        if (ended.status() != 0) {
            throw failed(MachineLog.read(ended.err(), true));
        }
        return ended.out();
    }

    private BoundedProcess.Ended run(List<String> arguments) {
        return new TerraformRun(command(arguments), settings.timeout(), stopped).run(settings.workspace());
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.path().toString());
        command.add("-chdir=" + directory());
        command.addAll(arguments);
        return command;
    }
}
