package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;

/**
 * A container with what one asks for only where something is wrong.
 *
 * @param outOfMemory whether the engine killed it for want of memory when it last ended
 * @param memoryLimit in bytes; 0 where it has none of its own
 * @param error the engine's own words where it could not start it; null where it could
 * @param failingStreak how often in a row its health check has failed
 * @param checks what its health check has said lately, each with its exit code, oldest first
 * @param ports that it is to publish on the machine
 * @param json all that the engine tells of it; it holds secrets where the container has any
 */
public record ContainerDetail(
        ServiceContainer container,
        boolean outOfMemory,
        long memoryLimit,
        String error,
        int failingStreak,
        List<String> checks,
        List<Integer> ports,
        JsonNode json) {
    private static final int MOST_CHECKS = 3;
    private static final int LONGEST_CHECK = 300;

    public ContainerDetail {
        checks = List.copyOf(checks);
        ports = List.copyOf(ports);
    }

    static ContainerDetail of(JsonNode node) {
        JsonNode state = node.path("State");
        String error = state.path("Error").asText("").strip();
        List<String> checks = StreamSupport.stream(
                        state.path("Health").path("Log").spliterator(), false)
                .map(ContainerDetail::check)
                .toList();
        return new ContainerDetail(
                ServiceContainer.of(node),
                state.path("OOMKilled").asBoolean(),
                node.path("HostConfig").path("Memory").asLong(),
                error.isEmpty() ? null : error,
                state.path("Health").path("FailingStreak").asInt(),
                checks.subList(Math.max(0, checks.size() - MOST_CHECKS), checks.size()),
                ports(node.path("HostConfig").path("PortBindings")),
                node);
    }

    private static String check(JsonNode run) {
        String output = run.path("Output").asText("").strip().replaceAll("\\s+", " ");
        String words = output.isEmpty() ? "nothing" : output.substring(0, Math.min(LONGEST_CHECK, output.length()));
        return "exit code " + run.path("ExitCode").asInt() + ", it printed: " + words;
    }

    private static List<Integer> ports(JsonNode bindings) {
        return StreamSupport.stream(bindings.spliterator(), false)
                .flatMap(each -> StreamSupport.stream(each.spliterator(), false))
                .map(each -> each.path("HostPort").asInt())
                .filter(port -> port > 0)
                .distinct()
                .sorted()
                .toList();
    }

    /** {@code 12 MiB}; {@code none of its own} where it has none. */
    public String memory() {
        return memoryLimit == 0
                ? "none of its own"
                : String.format(Locale.ROOT, "%d MiB", Math.max(1, memoryLimit >> 20));
    }
}
