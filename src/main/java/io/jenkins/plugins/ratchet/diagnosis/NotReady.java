package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.diagnosis.cluster.ClusterMaterial;
import java.util.ArrayList;
import java.util.List;

/** What of a release is not as it should be, a line each: workloads, migrations, pods. */
final class NotReady {
    private NotReady() {}

    static List<String> lines(Observed observed) {
        List<String> lines = new ArrayList<>();
        observed.incident().workloads().stream()
                .filter(status -> !status.ready())
                .map(WorkloadStatus::toString)
                .forEach(lines::add);
        observed.unfinishedHooks().forEach(job -> lines.add(HookFailures.words(observed.place(), job)));
        if (observed.cluster() != null) {
            lines.addAll(ClusterMaterial.notReady(observed.cluster()));
        }
        return lines;
    }
}
