package io.jenkins.plugins.ratchet.upgrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How the migration service of a project ended, by its container or by what the engine told of it. */
final class ComposeMigration {
    private static final int KILLED = 137;
    private static final long PAUSE_NANOS = 250_000_000L;

    private final Engine engine;
    private final String service;

    ComposeMigration(Engine engine, String service) {
        this.engine = engine;
        this.service = service;
    }

    /** Named by the upgrade, so that whoever comes later finds it. */
    static String container(String project, String mark) {
        return "ratchet-" + project + "-" + mark;
    }

    /** Empty where there is no such container. */
    Optional<JobOutcome> read(String container) {
        return engine.container(container).map(this::outcome);
    }

    /**
     * How it ends. Whoever followed its output may have lost it: the container itself tells when it is over.
     *
     * @return still active where the time is over or the run is to stop
     */
    JobOutcome await(String container, Duration limit, BooleanSupplier stopped) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            JobOutcome outcome = read(container)
                    .orElseGet(() -> new JobOutcome(
                            service,
                            null,
                            JobOutcome.MIGRATION,
                            JobOutcome.State.VANISHED,
                            "its container was removed before it was seen to end"));
            if (outcome.state() != JobOutcome.State.ACTIVE || stopped.getAsBoolean() || System.nanoTime() > end) {
                return outcome;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * Removes what a Ratchet left behind that died between making its container and starting it: nothing ran in it. One that
     * was ever started is left, as is one that an engine could not start and says why.
     */
    List<String> clear(String project) {
        List<String> never = engine.containers(project).stream()
                .filter(each -> each.service().equals(service) && each.oneOff())
                .filter(each -> each.name().startsWith(container(project, "")))
                .filter(each -> each.status().equals("created") && each.started() == null && each.said() == null)
                .map(ServiceContainer::name)
                .toList();
        never.forEach(engine::remove);
        return never;
    }

    private JobOutcome outcome(ServiceContainer container) {
        JobOutcome.State state = !container.ended() && !neverStarted(container)
                ? JobOutcome.State.ACTIVE
                : container.exitCode() == 0 && container.ended() ? JobOutcome.State.COMPLETE : JobOutcome.State.FAILED;
        String message = "container " + container.name()
                + switch (state) {
                    case ACTIVE -> " " + container.status();
                    case COMPLETE -> " ended with status 0";
                    default ->
                        (neverStarted(container) ? " could not be started" : ended(container.exitCode()))
                                + (container.said() == null ? "" : ": " + container.said());
                };
        return new JobOutcome(
                service,
                container.id(),
                JobOutcome.MIGRATION,
                state,
                message,
                container.started(),
                container.ended() ? container.finished() : null,
                engine.log(container.name()));
    }

    private static String ended(int status) {
        return " ended with status " + status + (status == KILLED ? ", as it was killed" : "");
    }

    /** Made, but what it was to run could not be started. */
    private static boolean neverStarted(ServiceContainer container) {
        return container.status().equals("created") && container.said() != null;
    }

    /** By the engine's own account of starts and ends: a program that removes the container leaves nothing else. */
    JobOutcome told(String events) {
        String id = null;
        Instant started = null;
        JobOutcome outcome = new JobOutcome(service, null, JobOutcome.MIGRATION, JobOutcome.State.NEVER_SEEN, null);
        for (String line : events.lines().toList()) {
            JsonNode event = tree(line);
            JsonNode attributes = event.path("Actor").path("Attributes");
            switch (event.path("Action").asText(event.path("status").asText())) {
                case "start" -> {
                    id = event.path("Actor").path("ID").asText();
                    started = at(event);
                    outcome = new JobOutcome(
                            service, id, JobOutcome.MIGRATION, JobOutcome.State.ACTIVE, null, started, null, null);
                }
                case "die" -> {
                    int status = attributes.path("exitCode").asInt(-1);
                    outcome = new JobOutcome(
                            service,
                            id,
                            JobOutcome.MIGRATION,
                            status == 0 ? JobOutcome.State.COMPLETE : JobOutcome.State.FAILED,
                            "container " + attributes.path("name").asText() + ended(status),
                            started,
                            at(event),
                            null);
                }
                default -> {
                    // Not asked for.
                }
            }
        }
        return outcome;
    }

    private static Instant at(JsonNode event) {
        return event.path("time").isNumber()
                ? Instant.ofEpochSecond(event.path("time").asLong())
                : null;
    }

    private static JsonNode tree(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return Json.mapper().createObjectNode();
        }
    }

    /** Containers of the migration service that run right now, whoever started them. */
    List<ServiceContainer> alive(String project) {
        return engine.containers(project).stream()
                .filter(each -> each.service().equals(service) && !each.ended() && !neverStarted(each))
                .filter(each -> !each.status().equals("created"))
                .toList();
    }
}
