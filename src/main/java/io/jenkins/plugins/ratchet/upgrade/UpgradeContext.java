package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.plan.Inspector;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.record.RecordStore;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What an upgrade works with.
 *
 * @param helm found when first asked for: not every installer needs one
 * @param directory that of {@code ratchet.yaml}
 * @param work a directory of this run for pulled charts and helm's output
 * @param stopped whether the run was asked to end
 */
public record UpgradeContext(
        Cluster cluster,
        Config config,
        Path directory,
        Path work,
        Installer installer,
        Supplier<Helm> helm,
        ReleaseStore releases,
        RecordStore records,
        Inspector inspector,
        Probes probes,
        SchemaProbe schemas,
        Events events,
        BooleanSupplier stopped) {}
