package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.cluster.Workloads;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * By what checks reach the product.
 *
 * @param workloads how workloads are looked at: {@code Workloads.await} with a timeout, or {@code Workloads.now}
 * @param namespace of the release
 * @param directory that of {@code ratchet.yaml}; relative files start there
 */
public record Access(
        Function<List<WorkloadRef>, List<WorkloadStatus>> workloads,
        Sql sql,
        Redis redis,
        Programs programs,
        Settings settings,
        Cluster cluster,
        String namespace,
        Path directory,
        Redaction redaction) {

    List<ContainerRun> containers(List<WorkloadRef> refs) {
        return refs.isEmpty() ? List.of() : new Workloads(cluster.client()).containers(refs);
    }
}
