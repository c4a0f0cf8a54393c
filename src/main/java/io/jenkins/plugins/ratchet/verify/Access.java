package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.cluster.Warnings.Warning;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * By what checks reach the product.
 *
 * @param workloads how workloads are looked at: {@code Workloads.await} with a timeout, or {@code Workloads.now}
 * @param containers those that run for workloads
 * @param warnings what was warned of since then, the newest first
 * @param directory that of {@code ratchet.yaml}; relative files start there
 */
public record Access(
        Function<List<WorkloadRef>, List<WorkloadStatus>> workloads,
        Function<List<WorkloadRef>, List<ContainerRun>> containers,
        Function<Instant, List<Warning>> warnings,
        Sql sql,
        Redis redis,
        Programs programs,
        Settings settings,
        Path directory,
        Redaction redaction) {}
