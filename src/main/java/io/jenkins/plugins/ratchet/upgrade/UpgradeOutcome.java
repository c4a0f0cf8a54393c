package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.List;

/**
 * What came of an upgrade.
 *
 * @param sentence the outcome in one sentence
 * @param jobs how its hook Jobs ended, with the last lines of their logs
 * @param workloads how its workloads were last seen; empty where it did not come that far
 * @param advice what to do now; null where all went well
 * @param helmOutput what helm printed; null where none was run
 */
public record UpgradeOutcome(
        ExitCode exitCode,
        String sentence,
        Plan plan,
        Upgrade upgrade,
        List<JobOutcome> jobs,
        List<WorkloadStatus> workloads,
        Advice advice,
        String helmOutput) {

    public UpgradeOutcome {
        workloads = List.copyOf(workloads);
        jobs = List.copyOf(jobs);
    }
}
