package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * A path on a remote of rclone. A stream that ends because its source died looks whole there, so a Job only ever writes
 * below names that end in {@value #PARTIAL}; they lose that end once the Job has said what it sent.
 */
record RemotePlace(JobMeans means, JobSettings settings, String namespace, String database) implements DumpPlace {
    static final String PARTIAL = ".partial";

    @Override
    public void require(Stop stop) {
        String what = "Secret " + namespace + "/" + settings.rcloneConfigSecret();
        try {
            Secret found = means.cluster()
                    .client()
                    .secrets()
                    .inNamespace(namespace)
                    .withName(settings.rcloneConfigSecret())
                    .get();
            if (found == null || found.getData() == null || !found.getData().containsKey(JobSettings.RCLONE_CONFIG)) {
                throw RunException.usage("database " + database + ": "
                        + (found == null ? "there is no " + what : what + " has no key " + JobSettings.RCLONE_CONFIG)
                        + "; make it with rclone's configuration for the Job, e.g. kubectl create secret generic "
                        + settings.rcloneConfigSecret() + " --from-file=" + JobSettings.RCLONE_CONFIG);
            }
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "database " + database + ": " + what + " cannot be read: "
                            + means.cluster().reason(e)
                            + (e.getCode() == 403 ? "; grant get on secrets" : ""),
                    e);
        }
        means.remotes().require(settings.rclone(), stop);
    }

    @Override
    public void copy(JobDump dump, OutputStream to, LongConsumer progress, Stop stop, String purpose)
            throws IOException {
        try (to) {
            means.remotes().copy(dump.file(), to, progress, stop);
        }
    }

    @Override
    public String sha256(JobDump dump, Stop stop, String purpose) throws IOException {
        return means.remotes().sha256(dump.file(), stop);
    }

    /** @throws IOException where it is not the directory of one dump of this database below the configured path */
    @Override
    public void remove(JobDump dump, Stop stop, String purpose) throws IOException {
        if (!ours(dump.directory(), "")) {
            throw new IOException(dump.directory() + " is no directory of a dump below " + settings.rclone());
        }
        means.remotes().remove(dump.directory(), stop);
    }

    /** What a manifest or a Job names is removed with this machine's credentials: it has to be what a Job makes. */
    boolean ours(String directory, String end) {
        String below = settings.rclone().replaceAll("/+$", "") + "/";
        return directory.startsWith(below)
                && directory
                        .substring(below.length())
                        .matches("[a-z0-9-]+-[0-9a-f]{8}\\." + Pattern.quote(database + end));
    }

    private String path(String directory) {
        return settings.rclone().replaceAll("/+$", "") + "/" + directory;
    }

    @Override
    public String settle(String directory, String file, Stop stop) throws IOException {
        String kept = path(directory) + "/" + file;
        means.remotes().move(path(directory) + PARTIAL + "/" + file, kept, stop);
        return kept;
    }

    @Override
    public void removePartial(String directory, Stop stop) throws IOException {
        means.remotes().remove(path(directory) + PARTIAL, stop);
    }

    @Override
    public Optional<String> partial(String directory) {
        return Optional.of(path(directory) + PARTIAL);
    }
}
