package io.jenkins.plugins.ratchet.backup.mongo;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.PodClient;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Pods;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.ExecSettings;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * MongoDB by the mongodump of its own pod, streamed out of it. All else is as with {@link MongoDump}: the source is read
 * through a port-forward to the same pod, and the mongorestore of this machine makes the proof.
 */
public final class MongoExec implements Store {
    private final MongoDump dump;
    private final Cluster cluster;
    private final String namespace;

    /** @param namespace where the pod is */
    public MongoExec(MongoDump dump, Cluster cluster, String namespace) {
        this.dump = dump;
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.mongodb.name()) && method.equals(Database.Method.exec.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        MongoAddress address = request.addresses().mongo(request.database());
        ExecSettings settings = request.database().exec();
        String what = "databases." + request.name();
        Pod pod = Pods.find(cluster, namespace, address.pod().name(), what + ".connection.pod");
        PodClient.Place place = PodClient.Place.of(cluster, pod, settings.container(), what + ".exec");
        PodDumper dumper = new PodDumper(context, address, place, settings.programs());
        return dump.check(request, context, (ignored, tools, bytes) -> dumper);
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        return dump.proveAgain(request, manifest, directory, context);
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return dump.restore(task);
    }

    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return dump.defect(manifest, location);
    }
}
