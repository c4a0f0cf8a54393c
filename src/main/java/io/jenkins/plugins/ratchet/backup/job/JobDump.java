package io.jenkins.plugins.ratchet.backup.job;

import io.jenkins.plugins.ratchet.config.JobSettings;

/**
 * A dump that a Job left on a claim, as its backup's manifest tells it.
 *
 * @param settings of the pods that can read it
 * @param file its path in such a pod; what its store's programs read
 * @param sha256 as the Job read it back
 */
public record JobDump(String namespace, JobSettings settings, String file, long bytes, String sha256) {}
