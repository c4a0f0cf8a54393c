package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.compose.ContainerDetail;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.diagnosis.ContainerSign;
import io.jenkins.plugins.ratchet.diagnosis.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How the containers of a project stand, as the engine reports it. */
final class ServiceSigns {
    /** What was started again longer ago than this has come round. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    private ServiceSigns() {}

    static ContainerSign of(ContainerDetail detail) {
        ServiceContainer container = detail.container();
        boolean restarting = container.status().equals("restarting");
        boolean never = container.status().equals("created");
        boolean again = startedAgain(container);
        return new ContainerSign(
                Place.PROJECT,
                container.service(),
                container.name(),
                false,
                container.image(),
                restarting || never ? new ContainerSign.Waiting(container.status(), detail.error()) : null,
                container.running(),
                container.running()
                        && (container.health() == null
                                ? !again
                                : container.health().equals("healthy")),
                restarting || again || container.restarts() > 0 && container.exitCode() != 0,
                again || container.finished() == null && !container.ended()
                        ? null
                        : new ContainerSign.End(
                                container.exitCode(), detail.outOfMemory() ? "OOMKilled" : null, detail.error()),
                container.restarts(),
                detail.memory(),
                probe(detail));
    }

    /** Between two ends it runs; while it does nobody tells the exit code of the last one. */
    private static boolean startedAgain(ServiceContainer container) {
        return container.running()
                && container.restarts() > 0
                && !"healthy".equals(container.health())
                && container.started() != null
                && container.started().isAfter(Instant.now().minus(LATELY));
    }

    private static List<String> probe(ContainerDetail detail) {
        List<String> probe = new ArrayList<>();
        ServiceContainer container = detail.container();
        if (container.running()
                && container.health() != null
                && !container.health().equals("healthy")) {
            probe.add("health check of " + container.name() + ": " + container.health() + ", failed "
                    + detail.failingStreak() + " times in a row");
            detail.checks().stream()
                    .distinct()
                    .map(check -> "health check of " + container.name() + ": " + check)
                    .forEach(probe::add);
        }
        return probe;
    }
}
