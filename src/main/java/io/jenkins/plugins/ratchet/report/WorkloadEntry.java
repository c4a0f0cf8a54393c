package io.jenkins.plugins.ratchet.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import java.util.Comparator;
import java.util.List;

/**
 * A workload as it was last seen.
 *
 * @param kind as Kubernetes spells it, e.g. {@code Deployment}
 * @param ready whether all that is wanted runs the new revision and nothing else does
 * @param progress how far its rollout is, in words
 * @param reason what holds it up; null where nothing is known to
 * @param revision its controller's own name for the newest pod template; null where there is none
 * @param images images of that template
 * @param restarts restarts of the containers of its newest pods, added up; null where the cluster did not show them
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WorkloadEntry(
        String kind,
        String name,
        String namespace,
        boolean ready,
        String progress,
        String reason,
        String revision,
        List<String> images,
        Integer restarts) {
    private static final int MOST = 200;

    public WorkloadEntry {
        images = images == null ? List.of() : List.copyOf(images);
    }

    /** Those that are not ready first, at most 200: a report stays readable. */
    static List<WorkloadEntry> of(List<WorkloadStatus> statuses) {
        return statuses.stream()
                .sorted(Comparator.comparing(WorkloadStatus::ready))
                .limit(MOST)
                .map(WorkloadEntry::of)
                .toList();
    }

    private static WorkloadEntry of(WorkloadStatus status) {
        var running = status.running();
        return new WorkloadEntry(
                status.ref().kind().toString(),
                status.ref().name(),
                status.ref().namespace(),
                status.ready(),
                status.progress(),
                status.reason(),
                running == null ? null : running.revision(),
                running == null ? List.of() : running.images(),
                running == null ? null : running.restarts());
    }
}
