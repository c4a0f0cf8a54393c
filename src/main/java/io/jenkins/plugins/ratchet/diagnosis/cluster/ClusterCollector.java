package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.diagnosis.Collector;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.time.Duration;

/** Collects what the cluster shows of a failure. */
public final class ClusterCollector implements Collector {
    private final Cluster cluster;
    private final Redaction redaction;

    /** @param redaction learns the value of every Secret that the release refers to */
    public ClusterCollector(Cluster cluster, Redaction redaction) {
        this.cluster = cluster;
        this.redaction = redaction;
    }

    @Override
    public Observed collect(Incident incident, Duration limit) {
        return new ClusterReading(cluster, incident, redaction).within(limit);
    }
}
