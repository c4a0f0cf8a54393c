package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.DockerCommand;
import io.jenkins.plugins.ratchet.compose.ServiceReadiness;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.upgrade.Installer.Ended;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Rolls the services of a project one after another, each once the one before it is ready. */
public final class ComposeRollout {
    private final ComposeCommand compose;
    private final Site site;
    private final Duration limit;
    private final Events events;
    private final BooleanSupplier stopped;

    /** @param limit time for each service to become ready */
    public ComposeRollout(ComposeCommand compose, Site site, Duration limit, Events events, BooleanSupplier stopped) {
        this.compose = compose;
        this.site = site;
        this.limit = limit;
        this.events = events;
        this.stopped = stopped;
    }

    public Ended roll(String version, List<String> services) {
        for (int i = 0; i < services.size(); i++) {
            String service = services.get(i);
            String left = left(services.subList(i, services.size()));
            if (stopped.getAsBoolean()) {
                return failed("asked to stop before service " + service + left, "");
            }
            events.fact("rollout", "service " + service + " (" + (i + 1) + " of " + services.size() + ")");
            DockerCommand.Answer answer;
            try {
                answer = compose.roll(version, service, limit);
            } catch (RunException e) {
                return failed("service " + service + " was being rolled" + left, e.getMessage());
            }
            if (!answer.succeeded()) {
                return failed("docker compose could not roll service " + service + left, answer.lastWords());
            }
            WorkloadRef ref = ServiceReadiness.ref(compose.project(), service);
            WorkloadStatus status = site.await(List.of(ref), limit, stopped).get(0);
            if (!status.ready()) {
                String after = left(services.subList(i + 1, services.size()));
                return failed("service " + service + " is not ready" + after, status.toString());
            }
        }
        return new Ended(true, services.size() + " services were rolled", "", null);
    }

    private static String left(List<String> services) {
        return services.isEmpty() ? "" : "; not rolled yet: " + String.join(", ", services);
    }

    private static Ended failed(String seen, String said) {
        return new Ended(false, seen, said, null);
    }
}
