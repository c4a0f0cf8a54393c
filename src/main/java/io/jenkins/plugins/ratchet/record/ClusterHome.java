package io.jenkins.plugins.ratchet.record;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A ConfigMap and a Lease beside the release, which every machine that reaches the cluster shares. */
public final class ClusterHome implements RecordHome {
    private final Cluster cluster;
    private final String namespace;
    private final String release;
    private final RecordStore records;

    /** @param redaction as {@link ConfigMapRecordStore} has it */
    public ClusterHome(Cluster cluster, String namespace, String release, UnaryOperator<String> redaction) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.release = release;
        this.records = new ConfigMapRecordStore(cluster, namespace, release, redaction);
    }

    @Override
    public RecordStore records() {
        return records;
    }

    @Override
    public UpgradeLock lock(String startedBy) {
        return LeaseLock.acquire(cluster, namespace, release, startedBy);
    }

    @Override
    public Optional<String> lockHolder() {
        return Optional.ofNullable(LeaseLock.holder(cluster, namespace, release));
    }

    @Override
    public Optional<String> uid() {
        return cluster.configMapUid(namespace, ConfigMapRecordStore.objectName(release));
    }
}
