package io.jenkins.plugins.ratchet.backup.job;

import io.jenkins.plugins.ratchet.backup.RemoteObjects;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import java.util.Map;

/**
 * What the Jobs of a release's backups work with.
 *
 * @param namespace where they and their claims are
 * @param remotes by which this machine reads what they left on a remote of rclone
 */
public record JobMeans(Cluster cluster, String namespace, String release, RemoteObjects remotes) {

    /** By which the next run finds what a dead one left. */
    Map<String, String> labels(String database) {
        return DumpJob.labels(release, database);
    }
}
