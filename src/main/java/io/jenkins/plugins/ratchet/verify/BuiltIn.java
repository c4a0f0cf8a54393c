package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The checks that every release gets. */
final class BuiltIn {
    private static final int MOST = 20;

    private BuiltIn() {}

    static Verdict workloads(List<WorkloadRef> refs, List<WorkloadStatus> statuses) {
        if (refs.isEmpty()) {
            return new Verdict(CheckResult.Outcome.SKIPPED, "the release has no workloads", null);
        }
        Map<WorkloadRef, WorkloadStatus> known = new HashMap<>();
        statuses.forEach(status -> known.put(status.ref(), status));
        List<String> missing = refs.stream()
                .filter(ref -> !known.containsKey(ref) || !known.get(ref).ready())
                .map(ref -> known.containsKey(ref) ? known.get(ref).toString() : ref + ": not looked at")
                .toList();
        if (!missing.isEmpty()) {
            boolean old = known.values().stream().anyMatch(WorkloadStatus::oldPodsServe);
            return Verdict.failed(
                    old ? CheckCause.OLD_PODS_SERVE : CheckCause.NOT_READY,
                    missing.size() + " of " + refs.size() + " not ready: " + listed(missing),
                    "all ready at the new revision, no old pod left");
        }
        List<String> ready = refs.stream().map(ref -> known.get(ref).toString()).toList();
        return Verdict.passed(refs.size() + " ready: " + listed(ready));
    }

    static Verdict jobs(List<JobOutcome> jobs) {
        if (jobs.isEmpty()) {
            return new Verdict(CheckResult.Outcome.SKIPPED, "no Jobs belong to the upgrade", null);
        }
        List<String> unfinished =
                jobs.stream().filter(job -> !job.complete()).map(BuiltIn::words).toList();
        if (!unfinished.isEmpty()) {
            return Verdict.failed(
                    CheckCause.JOB_NOT_COMPLETE,
                    unfinished.size() + " of " + jobs.size() + " not complete: " + listed(unfinished),
                    "every Job seen to be Complete");
        }
        return Verdict.passed(jobs.size() + " complete: "
                + listed(jobs.stream().map(JobOutcome::name).toList()));
    }

    static Verdict revision(VerificationInput input) {
        String expected = "revision " + input.expectedRevision() + ", deployed";
        if (input.deployedRevision() == null) {
            return Verdict.failed(CheckCause.OTHER_REVISION, "no revision is deployed", expected);
        }
        String seen = "revision " + input.deployedRevision() + ", " + input.deployedStatus();
        boolean same = input.deployedRevision() == input.expectedRevision();
        return same && "deployed".equals(input.deployedStatus())
                ? Verdict.passed(seen)
                : Verdict.failed(CheckCause.OTHER_REVISION, seen, expected);
    }

    private static String words(JobOutcome job) {
        String state = job.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return job.name() + " " + state + (job.message() == null ? "" : " (" + Words.cut(job.message()) + ")");
    }

    private static String listed(List<String> parts) {
        String text = parts.stream().limit(MOST).collect(Collectors.joining("; "));
        return parts.size() > MOST ? text + "; and " + (parts.size() - MOST) + " more" : text;
    }
}
