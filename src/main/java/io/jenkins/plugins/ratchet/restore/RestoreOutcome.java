package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.List;

/**
 * What came of a restore.
 *
 * @param sentence the outcome in one sentence
 * @param plan null where the same restore had come to its end before
 * @param upgrade as the record has it now
 */
public record RestoreOutcome(
        ExitCode exitCode,
        String sentence,
        RestorePlan plan,
        List<Finding> findings,
        Upgrade upgrade,
        List<JobOutcome> jobs) {}
