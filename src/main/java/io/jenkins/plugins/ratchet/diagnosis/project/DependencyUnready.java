package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A service cannot be well, as one that it needs is not. */
public final class DependencyUnready extends ProjectPattern {
    @Override
    public String id() {
        return "dependency-unready";
    }

    @Override
    public String purpose() {
        return "A service that is not ready, or the migration that failed, needs another one that is not ready either.";
    }

    @Override
    Optional<Cause> in(ProjectFacts project, Observed observed) {
        List<String> failedMigrations = observed.incident().hooks().stream()
                .filter(job -> !job.complete())
                .map(job -> job.name())
                .toList();
        List<String> evidence = new TreeMap<>(project.services())
                .values().stream()
                        .filter(service -> !service.ready() || failedMigrations.contains(service.name()))
                        .flatMap(service -> service.needs().stream()
                                .flatMap(need -> project.service(need).stream())
                                .filter(need -> !need.ready())
                                .map(need -> service.name() + " needs " + need.name() + ": " + need.state()))
                        .toList();
        return cause(
                "a service that others need is not ready",
                evidence,
                "see to that one first: its log and its health check say what it lacks; the others come after it",
                "then run `ratchet upgrade` again");
    }
}
