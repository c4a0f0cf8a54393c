package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A PersistentVolumeClaim, which pods read. */
record ClaimPlace(JobMeans means, JobSettings settings, String namespace, String database) implements DumpPlace {

    @Override
    public void require(Stop stop) {
        String what = "PersistentVolumeClaim " + namespace + "/" + settings.claim();
        try {
            if (means.cluster()
                            .client()
                            .persistentVolumeClaims()
                            .inNamespace(namespace)
                            .withName(settings.claim())
                            .get()
                    == null) {
                throw RunException.usage(
                        "database " + database + ": there is no " + what + "; make it, or name another at job.claim");
            }
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "database " + database + ": " + what + " cannot be read: "
                            + means.cluster().reason(e)
                            + (e.getCode() == 403 ? "; grant get on persistentvolumeclaims" : ""),
                    e);
        }
    }

    private ClaimReader pod(boolean readOnly, Stop stop, String purpose) {
        return ClaimReader.start(means.cluster(), namespace, settings, means.labels(database), readOnly, stop, purpose);
    }

    @Override
    public void copy(JobDump dump, OutputStream to, LongConsumer progress, Stop stop, String purpose) {
        try (ClaimReader reader = pod(true, stop, purpose)) {
            reader.copy(dump.file(), to);
        }
    }

    @Override
    public String sha256(JobDump dump, Stop stop, String purpose) {
        try (ClaimReader reader = pod(true, stop, purpose)) {
            return reader.sha256(dump.file());
        }
    }

    @Override
    public void remove(JobDump dump, Stop stop, String purpose) {
        try (ClaimReader pod = pod(false, stop, purpose)) {
            pod.remove(dump.directory());
        }
    }

    /** The Job has done that. */
    @Override
    public String settle(String directory, String file, Stop stop) {
        return settings.mountPath() + "/" + directory + "/" + file;
    }

    /** The Job does that, or the next one. */
    @Override
    public void removePartial(String directory, Stop stop) {}

    @Override
    public Optional<String> partial(String directory) {
        return Optional.empty();
    }
}
