package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import java.util.function.Supplier;

/**
 * What only a product in a cluster has.
 *
 * @param releases the release as helm keeps it
 * @param helm found when first asked for: not every installer needs one
 */
public record InCluster(Cluster cluster, ReleaseStore releases, Supplier<Helm> helm) {}
