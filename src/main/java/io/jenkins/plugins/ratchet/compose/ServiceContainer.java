package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A container of a project as the engine shows it.
 *
 * @param service name of its service
 * @param image as it was asked for, e.g. {@code shop:v1.2.0}
 * @param imageId what that name meant when the container was made
 * @param status {@code created}, {@code running}, {@code paused}, {@code restarting}, {@code exited}, {@code dead} …
 * @param exitCode of its last end; says nothing while it runs
 * @param health {@code starting}, {@code healthy} or {@code unhealthy}; null where it has no health check
 * @param said the last words of its health check, or of the engine where it could not be started; null where there are none
 * @param oneOff whether it was made by {@code run}, beside those of the service
 * @param configHash of the configuration that it was made from
 * @param configFiles the Compose files that it was made from
 * @param environment its variables, those of its image included
 * @param mounted paths in it that files or directories of the machine are mounted at
 * @param finished when it last ended; null where it never has
 */
public record ServiceContainer(
        String id,
        String name,
        String service,
        String image,
        String imageId,
        String status,
        int exitCode,
        String health,
        String said,
        int restarts,
        boolean oneOff,
        String configHash,
        List<String> configFiles,
        Map<String, String> environment,
        Set<String> mounted,
        Map<String, String> labels,
        Instant created,
        Instant started,
        Instant finished) {
    private static final String LABEL = "com.docker.compose.";
    private static final int LONGEST_WORDS = 300;

    public ServiceContainer {
        configFiles = List.copyOf(configFiles);
        environment = Map.copyOf(environment);
        mounted = Set.copyOf(mounted);
        labels = Map.copyOf(labels);
    }

    static ServiceContainer of(JsonNode node) {
        JsonNode state = node.path("State");
        Map<String, String> labels = new LinkedHashMap<>();
        node.path("Config")
                .path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        Map<String, String> environment = new LinkedHashMap<>();
        node.path("Config").path("Env").forEach(variable -> {
            String text = variable.asText();
            int sign = text.indexOf('=');
            if (sign > 0) {
                environment.put(text.substring(0, sign), text.substring(sign + 1));
            }
        });
        String files = labels.getOrDefault(LABEL + "project.config_files", "");
        return new ServiceContainer(
                node.path("Id").asText(),
                node.path("Name").asText().replaceFirst("^/", ""),
                labels.getOrDefault(LABEL + "service", ""),
                node.path("Config").path("Image").asText(),
                node.path("Image").asText(),
                state.path("Status").asText(),
                state.path("ExitCode").asInt(),
                state.path("Health").path("Status").asText(null),
                said(state),
                node.path("RestartCount").asInt(),
                labels.getOrDefault(LABEL + "oneoff", "").equalsIgnoreCase("true"),
                labels.getOrDefault(LABEL + "config-hash", ""),
                files.isEmpty() ? List.of() : List.of(files.split(",")),
                environment,
                StreamSupport.stream(node.path("Mounts").spliterator(), false)
                        .filter(mount -> mount.path("Type").asText().equals("bind"))
                        .map(mount -> mount.path("Destination").asText())
                        .collect(Collectors.toSet()),
                labels,
                instant(node.path("Created").asText()),
                instant(state.path("StartedAt").asText()),
                instant(state.path("FinishedAt").asText()));
    }

    /** The secrets that it was given as files, by where they are in it. */
    public Set<String> secretFiles() {
        return mounted.stream()
                .filter(path -> path.startsWith(ComposeModel.SECRETS))
                .collect(Collectors.toSet());
    }

    private static String said(JsonNode state) {
        JsonNode log = state.path("Health").path("Log");
        String words = log.isEmpty() || log.get(log.size() - 1).path("ExitCode").asInt() == 0
                ? state.path("Error").asText("")
                : log.get(log.size() - 1).path("Output").asText("");
        String line = words.strip().replaceAll("\\s+", " ");
        return line.isEmpty() ? null : line.substring(0, Math.min(LONGEST_WORDS, line.length()));
    }

    /** The engine writes the first moment of the year 1 for what never was. */
    private static Instant instant(String text) {
        try {
            Instant at = Instant.parse(text);
            return at.isBefore(Instant.EPOCH) ? null : at;
        } catch (DateTimeException e) {
            return null;
        }
    }

    public boolean running() {
        return status.equals("running");
    }

    /** Whether it has ended, and will not be started again by the engine. */
    public boolean ended() {
        return status.equals("exited") || status.equals("dead");
    }
}
