package io.jenkins.plugins.ratchet.backup.postgres;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.PodClient;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Pods;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.ExecSettings;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * PostgreSQL by the pg_dump of its own pod, streamed out of it. All else is as with {@link PostgresDump}: the snapshot,
 * the fingerprint and the proof go through a port-forward to the same pod, and the result is restored by pg_restore.
 */
public final class PostgresExec implements Store {
    private final PostgresDump dump;
    private final Postgres postgres;
    private final Cluster cluster;
    private final String namespace;

    /** @param namespace where the pod is */
    public PostgresExec(PostgresDump dump, Postgres postgres, Cluster cluster, String namespace) {
        this.dump = dump;
        this.postgres = postgres;
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.postgres.name()) && method.equals(Database.Method.exec.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        DatabaseAddress address = request.addresses().of(request.database());
        ExecSettings settings = request.database().exec();
        String what = "databases." + request.name() + ".connection.pod";
        Pod pod = Pods.find(cluster, namespace, address.pod().name(), what);
        PodClient.Place place =
                PodClient.Place.of(cluster, pod, settings.container(), "databases." + request.name() + ".exec");
        PodDumper dumper = new PodDumper(context, postgres, address, place, settings.programs());
        // An older pg_restore cannot read what a newer pg_dump has written.
        return dump.check(request, context, dumper.major(), (ignored, client, bytes) -> dumper);
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        return dump.proveAgain(request, manifest, directory, context);
    }

    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return dump.defect(manifest, location);
    }
}
