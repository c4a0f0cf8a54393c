package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.diagnosis.cluster.ClusterObjects;
import io.jenkins.plugins.ratchet.diagnosis.project.ProjectFacts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was collected about a failure, once; patterns look at nothing else.
 *
 * @param containers of the release, old and new, those first that come before others
 * @param logs what they printed last
 * @param missing what could not be collected, and why
 * @param cluster what only a cluster shows; null where the product runs in none
 * @param project what only a project of docker compose shows; null where it is none
 */
public record Observed(
        Incident incident,
        Place place,
        List<ContainerSign> containers,
        List<ContainerLog> logs,
        List<String> missing,
        ClusterObjects cluster,
        ProjectFacts project) {

    public Observed {
        containers = List.copyOf(containers);
        logs = List.copyOf(logs);
        missing = List.copyOf(missing);
    }

    List<JobOutcome> unfinishedHooks() {
        return incident.hooks().stream().filter(job -> !job.complete()).toList();
    }

    /** What a container printed, its run before the last restart first. */
    public Stream<ContainerLog> logs(ContainerSign sign) {
        return logs.stream()
                .filter(log -> log.owner().equals(sign.owner())
                        && log.container().equals(sign.name())
                        && !log.lines().isEmpty())
                .sorted((a, b) -> Boolean.compare(b.previous(), a.previous()));
    }

    /** The last two lines that a container printed. */
    public String lastWords(ContainerSign sign) {
        return logs(sign)
                .findFirst()
                .map(log -> log.lines().stream()
                        .skip(Math.max(0, log.lines().size() - 2))
                        .map(Words::line)
                        .collect(Collectors.joining(" / ")))
                .orElse("nothing that could be read");
    }
}
