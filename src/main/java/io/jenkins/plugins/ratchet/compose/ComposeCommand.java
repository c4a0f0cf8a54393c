package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docker compose} for one project: as ratchet.yaml names it, and in a version that is named with each call. */
public final class ComposeCommand {
    static final Duration STAGING = Duration.ofHours(1);

    private static final Pattern REQUIRED = Pattern.compile("required variable (\\S+) is missing a value(?:: (.*))?");
    private static final Pattern UNSET = Pattern.compile("\\\\?\"([A-Za-z_][A-Za-z0-9_]*)\\\\?\" variable is not set");

    private final DockerCommand docker;
    private final ComposeSettings settings;
    private final String project;
    private final Path directory;

    /**
     * @param release names the project where ratchet.yaml names none
     * @param directory that of {@code ratchet.yaml}
     */
    public ComposeCommand(DockerCommand docker, ComposeSettings settings, String release, Path directory) {
        this.docker = docker;
        this.settings = settings;
        this.project = settings.project() == null ? release : settings.project();
        this.directory = directory;
    }

    public String project() {
        return project;
    }

    /** The argument by which every process that works on the project for us is known. */
    public String projectArgument() {
        return "--project-name=" + project;
    }

    /** Whether a process of this machine works on the project for a Ratchet, which may be dead by now. */
    public boolean atWork() {
        return InstallerRun.toBeStarted(0, Instant.now()).life(projectArgument() + "\0") == InstallerRun.Life.RUNNING;
    }

    /** The files that describe the project, absolute. */
    public List<String> files() {
        return settings.files().stream()
                .map(file ->
                        directory.resolve(file).toAbsolutePath().normalize().toString())
                .toList();
    }

    /** The files with variables, absolute: those that are named, or the one that Compose takes by itself. */
    public List<Path> envFiles() {
        if (settings.envFiles().isEmpty()) {
            Path usual = projectDirectory().resolve(".env");
            return Files.exists(usual) ? List.of(usual) : List.of();
        }
        return settings.envFiles().stream()
                .map(file -> directory.resolve(file).toAbsolutePath().normalize())
                .toList();
    }

    private Path projectDirectory() {
        return settings.directory() == null
                ? Path.of(files().get(0)).getParent()
                : directory.resolve(settings.directory()).toAbsolutePath().normalize();
    }

    /**
     * What Compose makes of the files and the variables in a version.
     *
     * @throws MissingVariables where a variable is missing that the files require
     * @throws RunException as a usage error for every other fault in them
     */
    public ComposeModel render(String version) {
        DockerCommand.Answer answer = ask(version, "config", "--format", "json");
        if (!answer.succeeded()) {
            Matcher required = REQUIRED.matcher(answer.lastWords());
            if (required.find()) {
                throw new MissingVariables(missing(version, required));
            }
            throw RunException.usage(
                    "docker compose config refuses " + String.join(", ", files()) + ": " + answer.lastWords());
        }
        return ComposeModel.parse(answer.out(), unset(answer.err()), project);
    }

    /** By service, the hash that Compose puts on its container. */
    public Map<String, String> hashes(String version) {
        Map<String, String> hashes = new LinkedHashMap<>();
        succeeded(ask(version, "config", "--hash", "*"), "config").lines().forEach(line -> {
            String[] words = line.strip().split("\\s+");
            if (words.length == 2) {
                hashes.put(words[0], words[1]);
            }
        });
        return hashes;
    }

    /** All services that the files have, those of profiles that are not used included. */
    public Set<String> declared(String version) {
        return succeeded(ask(version, "--profile=*", "config", "--services"), "config")
                .lines()
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    /** The version that the project's own variables name; empty where they name none. */
    public Optional<String> kept() {
        DockerCommand.Answer answer =
                docker.ask(arguments(List.of("config", "--no-interpolate", "--environment")), Map.of());
        return answer.succeeded()
                ? Optional.ofNullable(ComposeModel.variables(answer.out()).get(settings.versionVariable()))
                        .filter(version -> !version.isBlank())
                : Optional.empty();
    }

    /** The services that an upgrade replaces, in this order. */
    public List<String> rolled(ComposeModel model) {
        if (!settings.services().isEmpty()) {
            return settings.services();
        }
        return model.inOrder().stream()
                .filter(service -> !service.equals(settings.migration()))
                .filter(service -> model.services().get(service).replicas() > 0)
                .toList();
    }

    /** Compose's own version. */
    public String version() {
        return succeeded(docker.ask(List.of("compose", "version", "--short"), Map.of()), "version")
                .strip();
    }

    /** Pulls the images of the services that have no sources to be built from; what runs is not touched. */
    public DockerCommand.Answer pull(String version, List<String> services) {
        List<String> words = new ArrayList<>(List.of("pull", "--ignore-buildable"));
        words.addAll(services);
        return docker.have(arguments(words), environment(version), STAGING);
    }

    /** Builds the images of the services that have sources; what runs is not touched. Empty where that went well. */
    public Optional<BuildFailure> build(String version, List<String> services) {
        List<String> words = new ArrayList<>(List.of("build"));
        words.addAll(services);
        DockerCommand.Answer answer = docker.have(arguments(words, "plain"), environment(version), STAGING);
        return answer.succeeded() ? Optional.empty() : Optional.of(BuildFailure.of(answer));
    }

    /** Starts the migration's container and returns; what it depends on is left as it is. */
    public DockerCommand.Answer startMigration(String version, String container, String label) {
        return docker.have(
                arguments(List.of(
                        "run",
                        "--detach",
                        "--no-TTY",
                        "--no-deps",
                        "--pull",
                        "never",
                        "--name",
                        container,
                        "--label",
                        label,
                        settings.migration())),
                environment(version),
                DockerCommand.QUERY);
    }

    /** Replaces a service's containers where their configuration or image is another one; no other service is touched. */
    public DockerCommand.Answer roll(String version, String service, Duration limit) {
        return docker.have(
                arguments(List.of("up", "--detach", "--no-deps", "--no-build", "--pull", "never", service)),
                environment(version),
                limit);
    }

    private DockerCommand.Answer ask(String version, String... words) {
        return docker.ask(arguments(Arrays.asList(words)), environment(version));
    }

    private List<String> arguments(List<String> words) {
        return arguments(words, "quiet");
    }

    private List<String> arguments(List<String> words, String progress) {
        List<String> arguments =
                new ArrayList<>(List.of("compose", "--ansi=never", "--progress=" + progress, projectArgument()));
        if (settings.directory() != null) {
            arguments.add("--project-directory=" + directory.resolve(settings.directory()));
        }
        files().forEach(file -> arguments.add("--file=" + file));
        settings.envFiles().forEach(file -> arguments.add("--env-file=" + directory.resolve(file)));
        settings.profiles().forEach(profile -> arguments.add("--profile=" + profile));
        arguments.addAll(words);
        return arguments;
    }

    /** Where the word stands that says what Compose is to do. */
    static int verb(List<String> arguments) {
        int at = 1;
        while (at < arguments.size() - 1 && arguments.get(at).startsWith("-")) {
            at++;
        }
        return at;
    }

    /** The version counts before that of every file with variables. */
    Map<String, String> environment(String version) {
        return Map.of(settings.versionVariable(), version);
    }

    /** Compose names the first only; whoever fills them in wants all. */
    private List<String> missing(String version, Matcher first) {
        TreeSet<String> missing = new TreeSet<>(List.of(first.group(1)
                + (first.group(2) == null ? "" : " (" + first.group(2).strip() + ")")));
        DockerCommand.Answer variables = ask(version, "config", "--variables", "--format", "json");
        DockerCommand.Answer environment = ask(version, "config", "--no-interpolate", "--environment");
        if (variables.succeeded() && environment.succeeded()) {
            Map<String, String> set = ComposeModel.variables(environment.out());
            ComposeModel.requiredVariables(variables.out()).stream()
                    .filter(name -> set.getOrDefault(name, "").isEmpty())
                    .filter(name -> !name.equals(first.group(1)))
                    .forEach(missing::add);
        }
        return List.copyOf(missing);
    }

    private static List<String> unset(String messages) {
        TreeSet<String> names = new TreeSet<>();
        Matcher matcher = UNSET.matcher(messages);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return List.copyOf(names);
    }

    private static String succeeded(DockerCommand.Answer answer, String verb) {
        if (!answer.succeeded()) {
            throw RunException.unavailable("docker compose " + verb + " failed: " + answer.lastWords());
        }
        return answer.out();
    }
}
