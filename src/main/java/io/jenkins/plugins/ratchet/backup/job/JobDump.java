package io.jenkins.plugins.ratchet.backup.job;

import io.jenkins.plugins.ratchet.config.JobSettings;

/**
 * A dump that a Job left on a claim or on a remote of rclone, as its backup's manifest tells it.
 *
 * @param settings of the pods that can read it
 * @param file its path in such a pod, or {@code REMOTE:PATH}; what its store's programs read
 * @param sha256 as the Job computed it: on a claim, of what it read back; for a remote, of what it sent
 */
public record JobDump(String namespace, JobSettings settings, String file, long bytes, String sha256) {
    String directory() {
        return file.substring(0, file.lastIndexOf('/'));
    }
}
