package io.jenkins.plugins.ratchet.kots;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.BoundedProcess;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Ended;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The {@code kubectl kots} that is run, which alone changes something in the admin console. It ends with status 0 though
 * the console refused: what counts is {@code error} in the JSON that it prints last.
 */
public final class KotsCommand {
    private static final String PROGRAM = "kubectl-kots";
    private static final Duration DOWNLOAD = Duration.ofMinutes(15);
    /** Of a bundle with all images. */
    private static final Duration UPLOAD = Duration.ofHours(3);
    /** Read by kubectl kots in place of the option of that name. */
    private static final String REGISTRY_PASSWORD = "KOTS_REGISTRY_PASSWORD";

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 32 << 20;
    /** Its exit statuses before anything was asked of the console. */
    private static final int NOT_CONNECTED = 1;

    private static final int NO_LOGIN = 2;
    private static final int MOST_WORDS = 500;

    private final Path program;
    private final Cluster cluster;
    private final String namespace;
    private final String app;
    private final BooleanSupplier stopped;

    private KotsCommand(Path program, Cluster cluster, String namespace, String app, BooleanSupplier stopped) {
        this.program = program;
        this.cluster = cluster;
        this.namespace = namespace;
        this.app = app;
        this.stopped = stopped;
    }

    /**
     * The one on PATH.
     *
     * @param namespace that of the admin console
     * @param stopped the wish to stop, which ends what only reads or prepares
     */
    public static KotsCommand find(
            Map<String, String> environment, Cluster cluster, String namespace, String app, BooleanSupplier stopped) {
        return OnPath.find(PROGRAM, environment)
                .map(file -> new KotsCommand(file, cluster, namespace, app, stopped))
                .orElseThrow(() -> RunException.unavailable(PROGRAM
                        + " was not found on PATH: install the KOTS command line in the version of the admin console"));
    }

    /** What {@code kubectl kots} printed. */
    public record Answer(int status, JsonNode json, String words) {

        /**
         * Whether the console has heard the wish and answered it, or never heard it: it makes no difference any more that
         * the process has ended. A connection that broke in between leaves that open.
         */
        public boolean definite() {
            String error = json.path("error").asText("");
            boolean answered = json.path("success").asBoolean()
                    || error.startsWith("Unexpected response from the API")
                    || error.contains("was not found in the cluster");
            boolean neverAsked = json.isEmpty() && (status == NOT_CONNECTED || status == NO_LOGIN);
            return answered || neverAsked;
        }

        /** Why it did not do what it was asked; empty where it says that it did. */
        public Optional<String> error() {
            String error = json.path("error").asText("");
            if (!error.isBlank()) {
                return Optional.of(error.strip());
            }
            return status == 0 && json.path("success").asBoolean()
                    ? Optional.empty()
                    : Optional.of("kubectl kots ended with status " + status + (words.isBlank() ? "" : ": " + words));
        }
    }

    /** Has the console check for updates, and waits until it has downloaded them. */
    public Answer checkForUpdates(Path log) {
        return ended(command(List.of("upstream", "upgrade", app, "--output", "json")), log);
    }

    /**
     * A registry to push images to.
     *
     * @param user null for none
     * @param password null for none
     */
    public record Registry(String address, String user, String password) {}

    /**
     * Hands a bundle to the console, which makes a version of it and starts its preflight checks.
     *
     * @param registry gets the images; null where they are there already
     */
    public Answer upload(Path bundle, Registry registry, Path log) {
        List<String> arguments =
                new ArrayList<>(List.of("upstream", "upgrade", app, "--airgap-bundle", bundle.toString()));
        Map<String, String> variables = Map.of();
        if (registry == null) {
            arguments.add("--disable-image-push");
        } else {
            arguments.addAll(List.of("--kotsadm-registry", registry.address()));
            if (registry.user() != null) {
                arguments.addAll(List.of("--registry-username", registry.user()));
            }
            variables = registry.password() == null ? variables : Map.of(REGISTRY_PASSWORD, registry.password());
        }
        arguments.addAll(List.of("--output", "json"));
        return ended(command(arguments), variables, log, UPLOAD);
    }

    /** Asks the console to deploy the newest version of this label. */
    public DetachedProcess deploy(String label, Path log) {
        return start(List.of("upstream", "upgrade", app, deployArgument(label), "--output", "json"), log);
    }

    /** The argument by which a process that asks for this version is known. */
    public static String deployArgument(String label) {
        return "--deploy-version-label=" + label;
    }

    /** Brings the vendor's files of a version onto this machine. */
    public KotsArchive download(long sequence, Path into, Path log) {
        Answer answer = ended(
                command(List.of(
                        "download",
                        app,
                        "--sequence",
                        String.valueOf(sequence),
                        "--dest",
                        into.toString(),
                        "--overwrite",
                        "--output",
                        "json")),
                log);
        answer.error().ifPresent(error -> {
            throw RunException.unavailable("sequence " + sequence + " of " + app + " cannot be downloaded: " + error);
        });
        return new KotsArchive(into.resolve(app).resolve("upstream"));
    }

    /** Its own version, to which it brings an admin console. */
    public String version(Path log) {
        String version = ended(List.of(program.toString(), "version", "--output", "json"), log)
                .json()
                .path("version")
                .asText("");
        if (version.isBlank()) {
            throw RunException.unavailable(program + " does not tell its version");
        }
        return version;
    }

    /** Brings the admin console to the version of this program; its exit status and last words tell how that went. */
    public DetachedProcess upgradeConsole(Path log) {
        return start(List.of("admin-console", "upgrade"), log);
    }

    /** What an ended one has printed. */
    public static Answer answer(DetachedProcess process) {
        return answer(process.exitStatus(), process.output().strip());
    }

    private static Answer answer(int status, String output) {
        String last = output.substring(Math.max(output.lastIndexOf('\n') + 1, output.length() - MOST_WORDS));
        int begin = output.startsWith("{") ? 0 : output.lastIndexOf("\n{") + 1;
        try {
            JsonNode json = output.startsWith("{", begin) ? Json.mapper().readTree(output.substring(begin)) : null;
            return new Answer(status, json == null ? Json.mapper().createObjectNode() : json, json == null ? last : "");
        } catch (JsonProcessingException e) {
            return new Answer(status, Json.mapper().createObjectNode(), last);
        }
    }

    private DetachedProcess start(List<String> arguments, Path log) {
        makeDirectory(log);
        return DetachedProcess.start(command(arguments), log);
    }

    private List<String> command(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(program.toString()));
        all.addAll(arguments);
        all.addAll(List.of("--namespace", namespace));
        cluster.kubeconfig().ifPresent(file -> all.addAll(List.of("--kubeconfig", file)));
        cluster.context().ifPresent(context -> all.addAll(List.of("--context", context)));
        return all;
    }

    private static void makeDirectory(Path log) {
        try {
            Files.createDirectories(log.getParent());
        } catch (IOException e) {
            throw RunException.unavailable(log.getParent() + " cannot be made: " + e.getMessage(), e);
        }
    }

    private Answer ended(List<String> command, Path log) {
        return ended(command, Map.of(), log, DOWNLOAD);
    }

    /** Nothing that is waited for here deploys anything: it may be told to stop. */
    private Answer ended(List<String> command, Map<String, String> variables, Path log, Duration longest) {
        makeDirectory(log);
        ProcessBuilder builder =
                DetachedProcess.inSession(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(variables);
        try {
            Ended ended = BoundedProcess.run(builder, new Bounds(longest, GRACE, MOST_BYTES), stopped);
            return switch (ended.ending()) {
                case EXITED -> answer(ended.status(), ended.out().strip());
                case STOPPED ->
                    throw new RunException(
                            ExitCode.TERMINATED, "interrupted before anything was deployed; nothing was changed");
                case TOO_LONG ->
                    throw RunException.unavailable(
                            "kubectl kots did not end within " + longest.toMinutes() + " minutes");
                case TOO_MUCH ->
                    throw RunException.unavailable(
                            "kubectl kots printed more than " + (MOST_BYTES >> 20) + " MiB and was ended");
            };
        } catch (IOException e) {
            throw RunException.unavailable(program + " cannot be run: " + e.getMessage(), e);
        }
    }
}
