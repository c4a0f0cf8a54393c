package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** No hook Job of the release is running: helm would delete it and start a second migration beside its dying pod. */
final class NoActiveHookJob implements Rule {
    @Override
    public String id() {
        return "no-active-hook-job";
    }

    @Override
    public String purpose() {
        return "No hook Job of the release is active: helm would delete it in the middle of its migration, or start a"
                + " second one beside it.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public boolean beforeBackup() {
        return true;
    }

    @Override
    public boolean beforeRestore() {
        return true;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation.activeJobs().stream()
                .map(job -> Finding.block(
                        id(),
                        "hook Job " + job.name() + " (uid " + job.uid() + ") is still active, with " + job.activePods()
                                + " running pod(s)",
                        "no active hook Job",
                        "wait until it is Complete or Failed: "
                                + (situation.config().installer() == Config.Installer.compose
                                        ? "docker wait " + job.name()
                                        : "kubectl -n " + situation.config().namespace() + " get job " + job.name()
                                                + " -w")))
                .toList();
    }
}
