package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.ScratchDirectory;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings a dump from its claim to this machine, for as long as it is looked at. */
public record FetchedDump(BackupContext context, Cluster cluster, String release, String name) {
    /** It goes when this is closed. */
    public interface Fetched extends AutoCloseable {
        Path path();

        @Override
        void close();
    }

    private static final String PURPOSE = "dump";
    private static final int BUFFER = 1 << 17;

    /**
     * @param doing what it is fetched for, as events name it
     * @throws RunException {@code FAILED} where it is not what the Job left
     */
    public Fetched fetch(JobDump dump, String doing) throws IOException {
        ScratchDirectory directory = ScratchDirectory.create(parent(context), PURPOSE);
        Path file = directory.path().resolve(PURPOSE);
        String purpose = "database " + name + ": its dump on the claim "
                + dump.settings().claim() + " cannot be read back";
        try (ClaimReader reader = ClaimReader.start(
                cluster,
                dump.namespace(),
                dump.settings(),
                DumpJob.labels(release, name),
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
            return new Fetched() {
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

    /** Removes one that is no backup; nobody would ever look for it. */
    public void discard(JobDump dump) {
        String directory = dump.file().substring(0, dump.file().lastIndexOf('/'));
        try (Stop never = new Stop(() -> false);
                ClaimReader pod = ClaimReader.start(
                        cluster,
                        dump.namespace(),
                        dump.settings(),
                        DumpJob.labels(release, name),
                        false,
                        never,
                        "database " + name)) {
            pod.remove(directory);
        } catch (RunException e) {
            context.events()
                    .fact(
                            "backup",
                            name + ": " + directory + " stays on the claim "
                                    + dump.settings().claim() + " and is no backup; remove it by hand ("
                                    + e.getMessage() + ")");
        }
    }

    /** Why what lies on a claim is not what was proven: a pod reads it and computes its SHA-256. */
    public static Optional<String> defect(Cluster cluster, String release, String database, JobDump dump) {
        if (dump == null) {
            return Optional.of("its manifest does not say where the dump lies");
        }
        String where = dump.file() + " on the claim " + dump.namespace() + "/"
                + dump.settings().claim();
        try (Stop never = new Stop(() -> false);
                ClaimReader reader = ClaimReader.start(
                        cluster,
                        dump.namespace(),
                        dump.settings(),
                        DumpJob.labels(release, database),
                        true,
                        never,
                        where + " cannot be read")) {
            return reader.sha256(dump.file()).equals(dump.sha256())
                    ? Optional.empty()
                    : Optional.of(where + " is not what was proven: its SHA-256 differs");
        } catch (RunException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** @throws RunException {@code USAGE} where there is no such claim */
    public static void requireClaim(Cluster cluster, String namespace, String claim, String database) {
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

    /** What runs that died may have left, in the namespace and on this machine. */
    public List<Store.Leftovers> leftovers(String namespace) {
        return List.of(
                new AbandonedJobs(cluster, namespace, DumpJob.labels(release, name)),
                ScratchDirectory.leftovers(parent(context), PURPOSE, directory -> {}));
    }

    public static Path parent(BackupContext context) {
        return ScratchDirectory.parent(context.policy().localServer().directory());
    }
}
