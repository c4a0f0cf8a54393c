package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Reconcilers;

/** What the cluster itself tells: its version, and what else manages the release. */
public final class ClusterReader implements OutlookReader {
    private final Cluster cluster;

    public ClusterReader(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Outlook read(Situation situation) {
        return situation
                .outlook()
                .withKubernetes(cluster.version())
                .withReconcilers(new Reconcilers(cluster)
                        .of(situation.config().namespace(), situation.config().release()));
    }
}
