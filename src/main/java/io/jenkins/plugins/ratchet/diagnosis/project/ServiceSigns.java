package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.compose.ContainerDetail;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.diagnosis.ContainerSign;
import io.jenkins.plugins.ratchet.diagnosis.Place;
import java.util.ArrayList;
import java.util.List;

/** How the containers of a project stand, as the engine reports it. */
final class ServiceSigns {
    private ServiceSigns() {}

    static ContainerSign of(ContainerDetail detail) {
        ServiceContainer container = detail.container();
        boolean restarting = container.status().equals("restarting");
        boolean never = container.status().equals("created");
        return new ContainerSign(
                Place.PROJECT,
                container.service(),
                container.name(),
                false,
                container.image(),
                restarting || never ? new ContainerSign.Waiting(container.status(), detail.error()) : null,
                container.running(),
                container.running()
                        && (container.health() == null || container.health().equals("healthy")),
                restarting || container.restarts() > 0 && container.exitCode() != 0,
                container.finished() == null && !container.ended()
                        ? null
                        : new ContainerSign.End(
                                container.exitCode(), detail.outOfMemory() ? "OOMKilled" : null, detail.error()),
                container.restarts(),
                detail.memory(),
                probe(detail));
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
