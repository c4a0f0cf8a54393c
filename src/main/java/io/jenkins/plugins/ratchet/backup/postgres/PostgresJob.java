package io.jenkins.plugins.ratchet.backup.postgres;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.ClaimReader;
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
        requireClaim(claim, request.name());
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

    private void requireClaim(String claim, String database) {
        String what = "PersistentVolumeClaim " + namespace + "/" + claim;
        try {
            if (cluster.client()
                            .persistentVolumeClaims()
                            .inNamespace(namespace)
                            .withName(claim)
                            .get()
                    == null) {
                throw RunException.usage(
                        "database " + database + ": there is no " + what + "; make it, or name another at job.claim");
            }
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "database " + database + ": " + what + " cannot be read: " + cluster.reason(e)
                            + (e.getCode() == 403 ? "; grant get on persistentvolumeclaims" : ""),
                    e);
        }
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        JobDump kept = PostgresContent.of(manifest).job();
        try (Dumper.Here here = new FetchedDump(context, cluster, release, request.name()).fetch(kept, "prove")) {
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
        JobDump kept = PostgresContent.of(manifest).job();
        if (kept == null) {
            return Optional.of("its manifest does not say where the dump lies");
        }
        String where = kept.file() + " on the claim " + kept.namespace() + "/"
                + kept.settings().claim();
        try (Stop never = new Stop(() -> false);
                ClaimReader reader = ClaimReader.start(
                        cluster,
                        kept.namespace(),
                        kept.settings(),
                        JobDumper.labels(release, manifest.database()),
                        true,
                        never,
                        where + " cannot be read")) {
            return reader.sha256(kept.file()).equals(kept.sha256())
                    ? Optional.empty()
                    : Optional.of(where + " is not what was proven: its SHA-256 differs");
        } catch (RunException e) {
            return Optional.of(e.getMessage());
        }
    }
}
