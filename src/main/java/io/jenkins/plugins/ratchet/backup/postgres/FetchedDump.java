package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.ScratchDirectory;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.AbandonedJobs;
import io.jenkins.plugins.ratchet.backup.job.ClaimReader;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Brings a dump from its claim to this machine, for as long as it is looked at. */
record FetchedDump(BackupContext context, Cluster cluster, String release, String name) {
    private static final String PURPOSE = "dump";
    private static final int BUFFER = 1 << 17;

    /**
     * @param doing what it is fetched for, as events name it
     * @throws RunException {@code FAILED} where it is not what the Job left
     */
    Dumper.Here fetch(JobDump dump, String doing) throws IOException {
        ScratchDirectory directory = ScratchDirectory.create(parent(context), PURPOSE);
        Path file = directory.path().resolve(Dumper.DUMP);
        String purpose = "database " + name + ": its dump on the claim "
                + dump.settings().claim() + " cannot be read back";
        try (ClaimReader reader = ClaimReader.start(
                cluster,
                dump.namespace(),
                dump.settings(),
                JobDumper.labels(release, name),
                true,
                context.stop(),
                purpose)) {
            context.events()
                    .fact(
                            doing,
                            name + ": fetching the dump from the claim "
                                    + dump.settings().claim());
            try (OutputStream out = Files.newOutputStream(file)) {
                reader.copy(dump.file(), out);
            }
            if (Files.size(file) != dump.bytes() || !digest(file).equals(dump.sha256())) {
                throw RunException.failed("database " + name + ": " + dump.file() + " on the claim "
                        + dump.settings().claim() + " is not what the Job left there, so it is no backup: "
                        + Files.size(file) + " bytes were read, expected " + dump.bytes() + " with SHA-256 "
                        + dump.sha256());
            }
            return new Dumper.Here() {
                @Override
                public Path path() {
                    return file;
                }

                @Override
                public void close() {
                    directory.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static String digest(Path file) throws IOException {
        Sha256 digest = new Sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.hex();
    }

    /** What runs that died may have left, in the namespace and on this machine. */
    List<Store.Leftovers> leftovers(String namespace) {
        return List.of(
                new AbandonedJobs(cluster, namespace, JobDumper.labels(release, name)),
                ScratchDirectory.leftovers(parent(context), PURPOSE, directory -> {}));
    }

    static Path parent(BackupContext context) {
        return LocalPostgres.parent(context.policy().localServer());
    }
}
