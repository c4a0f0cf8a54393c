package io.jenkins.plugins.ratchet.action;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Workflows run by {@code act}, on this machine and without containers. The actions of others are played by stand-ins,
 * as they cannot be fetched here; ours is the real one, as a release has it: with a jar that it downloads.
 */
final class Act {
    private static final Path JAR = Path.of("target/ratchet.jar").toAbsolutePath();
    private static final Path STAND_INS = Path.of("src/test/resources/github").toAbsolutePath();
    private static final Pattern USES = Pattern.compile("uses: ([^@\\s]+)@(\\S+)");
    private static final String VERSION = "0.1.0";

    private final Path binary;
    private final Path home;
    private final Path action;

    /** @param home for the action, artifacts and caches of {@code act} */
    Act(Path binary, Path home, String downloadUrl) throws IOException {
        this.binary = binary;
        this.home = home;
        this.action = release(home.resolve("action"), downloadUrl);
        Files.createDirectories(home.resolve("artifacts"));
        Files.writeString(home.resolve("actrc"), "");
    }

    /**
     * How a workflow ended.
     *
     * @param log all lines of all jobs, each with its job's name in brackets
     */
    record Run(int exit, String log) {
        /** Whether a job of this name, or one of its matrix, ran; whatever came of it. */
        boolean began(String job) {
            return Pattern.compile("\\[[^\\]]*/" + job + "(-\\d+)? *\\]")
                    .matcher(log)
                    .find();
        }

        /** What the runner was told to show as an error. */
        List<String> errors() {
            return log.lines().filter(line -> line.contains("::error")).toList();
        }
    }

    /** The action as a release has it: the engine's version and digest beside its scripts. */
    private static Path release(Path target, String downloadUrl) throws IOException {
        Path scripts = Files.createDirectories(target.resolve("src/main/github"));
        try (Stream<Path> files = Files.list(Path.of("src/main/github"))) {
            for (Path file : files.toList()) {
                Files.copy(file, scripts.resolve(file.getFileName()));
            }
        }
        Files.writeString(scripts.resolve("release"), VERSION + " " + Sha256.of(Files.readAllBytes(JAR)) + "\n");
        String definition = Files.readString(Path.of("action.yml"));
        String official = "https://github.com/jenkinsci/ratchet-plugin/releases/download";
        if (!definition.contains(official)) {
            throw new AssertionError("action.yml names another place of releases");
        }
        Files.writeString(target.resolve("action.yml"), definition.replace(official, downloadUrl));
        return target;
    }

    /** Path below the place of releases at which the jar must be. */
    static String pathOfJar() {
        return "/v" + VERSION + "/ratchet.jar";
    }

    /** The artifact that a run kept. */
    Path artifact(String name) {
        return home.resolve("artifacts").resolve(name);
    }

    /** Runs a workflow over a directory, which every job gets a copy of. */
    Run run(Path workflow, Path directory, Map<String, String> environment, Map<String, String> inputs)
            throws IOException, InterruptedException {
        return run("workflow_dispatch", Map.of("inputs", inputs), workflow, directory, environment);
    }

    /** @param event what GitHub would say of it */
    Run run(String eventName, Map<String, ?> event, Path workflow, Path directory, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path eventFile =
                Files.writeString(home.resolve("event.json"), Json.mapper().writeValueAsString(event));
        List<String> command = new ArrayList<>(List.of(
                binary.toString(),
                eventName,
                "--workflows",
                workflow.toAbsolutePath().toString()));
        command.addAll(List.of("--directory", directory.toString(), "--eventpath", eventFile.toString()));
        command.addAll(List.of("--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--pull=false"));
        command.addAll(List.of(
                "--use-new-action-cache",
                "--action-cache-path",
                home.resolve("cache").toString()));
        command.addAll(List.of("--env", "ARTIFACTS=" + home.resolve("artifacts")));
        environment.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        standIns(workflow)
                .forEach((name, folder) -> command.addAll(List.of("--local-repository", name + "=" + folder)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(home.resolve("act.log").toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CONFIG_HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", home.toString());
        // This machine's own pipeline is none of the workflow's business.
        builder.environment().keySet().removeIf(name -> name.startsWith("GITHUB_") || name.equals("BUILD_URL"));
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("act did not end:\n" + log());
        }
        return new Run(process.exitValue(), log());
    }

    private String log() throws IOException {
        return new String(Files.readAllBytes(home.resolve("act.log")), StandardCharsets.UTF_8);
    }

    private Map<String, Path> standIns(Path workflow) throws IOException {
        Map<String, Path> folders = new TreeMap<>();
        String all = Files.readString(workflow) + Files.readString(action.resolve("action.yml"));
        Matcher used = USES.matcher(all);
        while (used.find()) {
            String name = used.group(1);
            Path folder = name.equals("jenkinsci/ratchet-plugin")
                    ? action
                    : STAND_INS.resolve(name.substring(name.indexOf('/') + 1));
            folders.put(name + "@" + used.group(2), folder);
        }
        return folders;
    }

    /** Forgets what earlier runs kept. */
    void deleteArtifacts() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("artifacts"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.createDirectories(home.resolve("artifacts"));
    }
}
