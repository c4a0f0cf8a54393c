package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which services are ready and stay so: of a container without a health check all that is known is that it runs, and one
 * that ends again and again does so between two ends.
 */
final class SteadyServices {
    /** It has to be seen to run this long. */
    private static final Duration STEADY = Duration.ofSeconds(3);

    /** What was started longer ago than this is not waited for, be the engine's clock a little off. */
    private static final Duration LONG_AGO = Duration.ofMinutes(1);

    private final Map<String, Long> seenSince = new HashMap<>();

    /** The status, not ready yet where it has not been so for long enough. */
    WorkloadStatus judge(WorkloadStatus status, List<ServiceContainer> containers) {
        if (!status.ready()) {
            return status;
        }
        List<ServiceContainer> young = containers.stream()
                .filter(each ->
                        !each.oneOff() && each.service().equals(status.ref().name()))
                .filter(each -> each.running() && each.health() == null)
                .filter(each -> !steady(each))
                .toList();
        return young.isEmpty()
                ? status
                : new WorkloadStatus(
                        status.ref(),
                        false,
                        status.progress() + ", not yet for " + STEADY.toSeconds() + " s",
                        young.stream()
                                .filter(each -> each.restarts() > 0)
                                .map(each ->
                                        each.name() + " ended, and was started again " + each.restarts() + " times")
                                .collect(Collectors.collectingAndThen(
                                        Collectors.joining("; "), words -> words.isEmpty() ? null : words)),
                        false,
                        status.running());
    }

    private boolean steady(ServiceContainer container) {
        Instant started = container.started();
        if (started == null || started.isBefore(Instant.now().minus(LONG_AGO))) {
            return true;
        }
        long now = System.nanoTime();
        long since = seenSince.computeIfAbsent(container.id() + started, each -> now);
        return now - since >= STEADY.toNanos();
    }
}
