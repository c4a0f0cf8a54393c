package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.Releases;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Inspector;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.record.RecordStore;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * What an upgrade works with.
 *
 * @param inCluster null where the product does not run in a cluster
 * @param directory that of {@code ratchet.yaml}
 * @param work a directory of this run for pulled charts and helm's output
 * @param stopped whether the run was asked to end
 */
public record UpgradeContext(
        InCluster inCluster,
        Config config,
        Path directory,
        Path work,
        Installer installer,
        Site site,
        Releases releases,
        RecordStore records,
        Inspector inspector,
        Probes probes,
        SchemaProbe schemas,
        Events events,
        BooleanSupplier stopped) {

    /** @throws RunException as a usage error where the product does not run in a cluster */
    @Override
    public InCluster inCluster() {
        if (inCluster == null) {
            throw RunException.usage("this needs a cluster, and with installer: " + config.installer()
                    + " the product runs without one");
        }
        return inCluster;
    }

    /** Null where the product does not run in a cluster. */
    public Cluster clusterIfAny() {
        return inCluster == null ? null : inCluster.cluster();
    }

    public Cluster cluster() {
        return inCluster().cluster();
    }
}
