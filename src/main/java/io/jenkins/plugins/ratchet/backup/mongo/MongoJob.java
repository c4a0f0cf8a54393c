package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * MongoDB by a mongodump that a Job of the cluster runs, near to the server, onto a claim or to a remote of rclone. All
 * else is as with {@link MongoDump}; the archive is fetched to be compared, proven and restored, and stays where it is.
 */
public final class MongoJob implements Store {
    private final MongoDump dump;
    private final JobMeans means;

    public MongoJob(MongoDump dump, JobMeans means) {
        this.dump = dump;
        this.means = means;
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.mongodb.name()) && method.equals(Database.Method.job.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        MongoAddress address = request.addresses().mongo(request.database());
        JobSettings settings = request.database().job();
        if (address.sslrootcert() != null) {
            throw RunException.usage(
                    "database " + request.name() + ": connection.sslrootcert is a file of this machine,"
                            + " which method job cannot hand to its pod; leave it out, or use method dump");
        }
        FetchedDump.require(means, settings, request.name(), context.stop());
        return dump.check(request, context, (at, tools, bytes) -> new JobDumper(context, means, at, settings, bytes));
    }

    private ArchiveSource kept(BackupManifest manifest, BackupContext context, String doing) {
        return new FetchedArchive(
                new FetchedDump(context, means, manifest.database()),
                MongoContent.of(manifest).job(),
                doing);
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        return dump.proveAgain(request, manifest, kept(manifest, context, "prove"), context);
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return dump.restore(task, kept(task.manifest(), task.context(), "restore"));
    }

    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return defect(manifest);
    }

    @Override
    public Optional<String> defect(BackupManifest manifest) {
        return FetchedDump.defect(
                means, manifest.database(), MongoContent.of(manifest).job());
    }

    @Override
    public Optional<String> forget(BackupManifest manifest, Stop stop) {
        return FetchedDump.forget(
                means, manifest.database(), MongoContent.of(manifest).job(), stop);
    }
}
