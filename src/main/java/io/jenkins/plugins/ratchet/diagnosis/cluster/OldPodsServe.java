package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import java.util.List;
import java.util.Optional;

/** Pods of the version before still serve, on the schema of the new one. */
public final class OldPodsServe extends ClusterPattern {
    @Override
    public String id() {
        return "old-replicaset-serving";
    }

    @Override
    public String purpose() {
        return "Pods of an older ReplicaSet or revision still serve beside the migrated schema.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        List<String> evidence = incident.workloads().stream()
                .filter(status -> !status.ready())
                .filter(status -> text(status).contains("older ReplicaSet")
                        || text(status).contains("old revision left"))
                .map(WorkloadStatus::toString)
                .toList();
        return cause(
                "pods of the old version still serve on the new schema",
                evidence,
                "find out what keeps them: a new pod that does not become ready, a finalizer, a node that is away",
                "once the new pods are ready the old ones go by themselves; delete one that hangs with `kubectl delete pod`,"
                        + " then `ratchet verify`");
    }

    private static String text(WorkloadStatus status) {
        return status.progress() + " " + status.reason();
    }
}
