package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the engine itself tells of containers and images, whoever made them. */
public final class Engine {
    private static final int LOG_LINES = 20;
    /** Several lists of containers may be needed while some of them are being replaced. */
    private static final int TRIES = 5;

    private final DockerCommand docker;

    public Engine(DockerCommand docker) {
        this.docker = docker;
    }

    /** What no other engine has. */
    public String id() {
        return required(List.of("info", "--format", "{{.ID}}")).strip();
    }

    public String version() {
        return required(List.of("version", "--format", "{{.Server.Version}}")).strip();
    }

    /** Whether it runs on this machine, so that the files that it mounts can be looked at; by the context that docker uses. */
    public boolean local() {
        return required(List.of("context", "inspect", "--format={{.Endpoints.docker.Host}}"))
                .strip()
                .startsWith("unix://");
    }

    /** All containers of a project, those that have ended included. */
    public List<ServiceContainer> containers(String project) {
        return inspected(project).map(ServiceContainer::of).toList();
    }

    /** The same, with all that the engine tells of them. */
    public List<ContainerDetail> details(String project) {
        return inspected(project).map(ContainerDetail::of).toList();
    }

    private Stream<JsonNode> inspected(String project) {
        for (int tries = 1; ; tries++) {
            List<String> ids = required(List.of(
                            "ps",
                            "--all",
                            "--quiet",
                            "--no-trunc",
                            "--filter",
                            "label=com.docker.compose.project=" + project))
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (ids.isEmpty()) {
                return Stream.of();
            }
            List<String> inspect = new ArrayList<>(List.of("container", "inspect"));
            inspect.addAll(ids);
            DockerCommand.Answer answer = docker.ask(inspect, Map.of());
            // One that is gone by now makes the whole call fail.
            if (answer.succeeded() || tries == TRIES) {
                return StreamSupport.stream(
                        array(checked(answer, "container inspect")).spliterator(), false);
            }
        }
    }

    public Optional<ServiceContainer> container(String name) {
        DockerCommand.Answer answer = docker.ask(List.of("container", "inspect", name), Map.of());
        if (!answer.succeeded() && gone(answer)) {
            return Optional.empty();
        }
        return Optional.of(
                ServiceContainer.of(array(checked(answer, "container inspect")).path(0)));
    }

    /** An image that is on the engine's machine. */
    public Optional<LocalImage> image(String name) {
        DockerCommand.Answer answer = docker.ask(List.of("image", "inspect", name), Map.of());
        if (!answer.succeeded() && gone(answer)) {
            return Optional.empty();
        }
        return Optional.of(
                LocalImage.of(name, array(checked(answer, "image inspect")).path(0)));
    }

    /** The last lines that a container printed. */
    public List<String> log(String container) {
        DockerCommand.Answer answer =
                docker.ask(List.of("logs", "--tail", String.valueOf(LOG_LINES), container), Map.of());
        List<String> lines = new ArrayList<>(answer.out().lines().toList());
        if (answer.succeeded()) {
            lines.addAll(answer.err().lines().toList());
        }
        return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
    }

    /**
     * The last lines that a container printed on either stream, in the order of their time.
     *
     * @param since what is older is left out
     * @throws RunException where the engine cannot or may not tell
     */
    public List<String> log(String container, int most, Instant since) {
        DockerCommand.Answer answer = docker.ask(
                List.of(
                        "logs",
                        "--timestamps",
                        "--tail=" + most,
                        "--since=" + since.truncatedTo(ChronoUnit.SECONDS),
                        container),
                Map.of());
        if (!answer.succeeded()) {
            throw RunException.unavailable("docker logs failed: " + answer.lastWords());
        }
        return Stream.concat(answer.out().lines(), answer.err().lines())
                .map(TimedLine::of)
                .sorted(Comparator.comparing(TimedLine::at))
                .map(TimedLine::text)
                .toList();
    }

    /** A line after its time, which the engine writes with a fixed number of digits. */
    private record TimedLine(String at, String text) {
        private static final int DIGITS = "2026-11-27T18:42:45.823169067Z".length();

        static TimedLine of(String line) {
            return line.length() > DIGITS && line.charAt(DIGITS) == ' '
                    ? new TimedLine(line.substring(0, DIGITS), line.substring(DIGITS + 1))
                    : new TimedLine("", line);
        }
    }

    /** Names of the containers that publish a port of the machine, of whatever project. */
    public List<String> publishing(int port) {
        return required(List.of("ps", "--filter=publish=" + port, "--format={{.Names}}"))
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Follows what a container prints until it ends; told to stop, it leaves the container alone. */
    public DetachedProcess follow(String container, Path log) {
        return DetachedProcess.start(List.of(docker.program().toString(), "logs", "--follow", container), log);
    }

    /**
     * Writes down the starts and ends of a service's containers: one of `run --rm` leaves nothing else behind.
     *
     * @param until when it ends by itself, should nobody be left to end it
     */
    public DetachedProcess events(String project, String service, Instant until, Path log) {
        return DetachedProcess.start(
                List.of(
                        docker.program().toString(),
                        "events",
                        "--until=" + until.getEpochSecond(),
                        "--filter=type=container",
                        "--filter=event=start",
                        "--filter=event=die",
                        "--filter=label=com.docker.compose.project=" + project,
                        "--filter=label=com.docker.compose.service=" + service,
                        "--format={{json .}}"),
                log);
    }

    /** What tells the image of a container from every other, as {@link LocalImage#identity}. */
    public String identity(ServiceContainer container) {
        return image(container.image())
                .filter(named -> named.id().equals(container.imageId()))
                .or(() -> image(container.imageId()))
                .map(LocalImage::identity)
                .orElse(container.imageId());
    }

    /** Fetches an image from its registry; says why it cannot, else nothing. */
    public Optional<String> pull(String name) {
        DockerCommand.Answer answer = docker.have(List.of("pull", "--quiet", name), Map.of(), ComposeCommand.STAGING);
        return answer.succeeded() ? Optional.empty() : Optional.of(answer.lastWords());
    }

    /** Has a name mean this image from now on; containers keep the one that they were made from. */
    public void tag(String id, String name) {
        checked(docker.ask(List.of("tag", id, name), Map.of()), "tag");
    }

    /** Ends containers, each within the time that its service allows for that. */
    public void stop(List<String> containers, Duration limit) {
        List<String> arguments = new ArrayList<>(List.of("stop"));
        arguments.addAll(containers);
        checked(docker.have(arguments, Map.of(), limit), "stop");
    }

    /** Starts containers that have ended, in this order; a wish to stop does not hinder it. */
    public void start(List<String> containers) {
        List<String> arguments = new ArrayList<>(List.of("start"));
        arguments.addAll(containers);
        checked(docker.ask(arguments, Map.of()), "start");
    }

    /** Removes a container that has ended; one that runs is left. */
    public void remove(String container) {
        docker.ask(List.of("container", "rm", container), Map.of());
    }

    private static boolean gone(DockerCommand.Answer answer) {
        return answer.err().toLowerCase(Locale.ROOT).contains("no such ");
    }

    private String required(List<String> arguments) {
        return checked(docker.ask(arguments, Map.of()), arguments.get(0));
    }

    private static String checked(DockerCommand.Answer answer, String what) {
        if (!answer.succeeded()) {
            throw RunException.unavailable("docker " + what + " failed: " + answer.lastWords());
        }
        return answer.out();
    }

    private static JsonNode array(String text) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            if (json != null && json.isArray() && !json.isEmpty()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Its words may quote what the answer holds.
        }
        throw RunException.unavailable(
                "docker inspect answers with what is no list of objects" + (text.isBlank() ? ", but nothing" : ""));
    }
}
