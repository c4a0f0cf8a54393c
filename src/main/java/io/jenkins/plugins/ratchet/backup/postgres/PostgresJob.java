package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * PostgreSQL by a pg_dump that a Job of the cluster runs, near to the server, onto a claim or to a remote of rclone. All
 * else is as with {@link PostgresDump}; the dump is fetched for its proof, and stays where it is.
 */
public final class PostgresJob implements Store {
    private final PostgresDump dump;
    private final JobMeans means;

    public PostgresJob(PostgresDump dump, JobMeans means) {
        this.dump = dump;
        this.means = means;
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.postgres.name()) && method.equals(Database.Method.job.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        DatabaseAddress address = request.addresses().of(request.database());
        JobSettings settings = request.database().job();
        if (address.sslrootcert() != null) {
            throw RunException.usage(
                    "database " + request.name() + ": connection.sslrootcert is a file of this machine,"
                            + " which method job cannot hand to its pod; leave it out, or use method dump");
        }
        FetchedDump.require(means, settings, request.name(), context.stop());
        return dump.check(
                request, context, 0, (at, client, bytes) -> new JobDumper(context, means, at, settings, bytes));
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        JobDump kept = PostgresContent.of(manifest).job();
        try (Dumper.Here here = Dumper.Here.of(new FetchedDump(context, means, request.name()).fetch(kept, "prove"))) {
            return dump.proveAgain(request, manifest, directory, here.path(), context);
        }
    }

    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return defect(manifest);
    }

    /** Every byte of the dump is read and its SHA-256 computed, of a claim in a pod, of a remote here. */
    @Override
    public Optional<String> defect(BackupManifest manifest) {
        return FetchedDump.defect(
                means, manifest.database(), PostgresContent.of(manifest).job());
    }

    @Override
    public Optional<String> forget(BackupManifest manifest, Stop stop) {
        return FetchedDump.forget(
                means, manifest.database(), PostgresContent.of(manifest).job(), stop);
    }
}
