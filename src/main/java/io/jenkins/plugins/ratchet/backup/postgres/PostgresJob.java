package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * PostgreSQL by a pg_dump that a Job of the cluster runs, near to the server, onto a claim. All else is as with
 * {@link PostgresDump}; the dump is fetched for its proof, and stays on the claim.
 */
public final class PostgresJob implements Store {
    private final PostgresDump dump;
    private final Cluster cluster;
    private final String namespace;
    private final String release;

    /** @param namespace where Jobs and claim are */
    public PostgresJob(PostgresDump dump, Cluster cluster, String namespace, String release) {
        this.dump = dump;
        this.cluster = cluster;
        this.namespace = namespace;
        this.release = release;
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.postgres.name()) && method.equals(Database.Method.job.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        DatabaseAddress address = request.addresses().of(request.database());
        String claim = request.database().job().claim();
        if (address.sslrootcert() != null) {
            throw RunException.usage(
                    "database " + request.name() + ": connection.sslrootcert is a file of this machine,"
                            + " which method job cannot hand to its pod; leave it out, or use method dump");
        }
        FetchedDump.requireClaim(cluster, namespace, claim, request.name());
        return dump.check(
                request,
                context,
                0,
                (at, client) -> new JobDumper(
                        context,
                        cluster,
                        namespace,
                        release,
                        at,
                        request.database().job()));
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        JobDump kept = PostgresContent.of(manifest).job();
        try (Dumper.Here here =
                Dumper.Here.of(new FetchedDump(context, cluster, release, request.name()).fetch(kept, "prove"))) {
            return dump.proveAgain(request, manifest, directory, here.path(), context);
        }
    }

    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return defect(manifest);
    }

    /** A pod reads the dump and computes its SHA-256. */
    @Override
    public Optional<String> defect(BackupManifest manifest) {
        return FetchedDump.defect(
                cluster,
                release,
                manifest.database(),
                PostgresContent.of(manifest).job());
    }
}
