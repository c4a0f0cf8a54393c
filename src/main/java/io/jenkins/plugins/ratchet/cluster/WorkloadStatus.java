package io.jenkins.plugins.ratchet.cluster;

/**
 * How far the rollout of a workload is.
 *
 * @param ready whether all that is wanted runs the new revision and nothing else does
 * @param progress how far it is, in words, e.g. {@code 2 of 3 updated, 1 available}
 * @param reason what holds it up; null where nothing is known to
 * @param fatal whether waiting longer cannot make it ready
 * @param running what it runs; null where the cluster did not show it
 */
public record WorkloadStatus(
        WorkloadRef ref, boolean ready, String progress, String reason, boolean fatal, Running running) {

    public WorkloadStatus(WorkloadRef ref, boolean ready, String progress, String reason, boolean fatal) {
        this(ref, ready, progress, reason, fatal, null);
    }

    static WorkloadStatus ready(WorkloadRef ref, String progress) {
        return new WorkloadStatus(ref, true, progress, null, false);
    }

    static WorkloadStatus waiting(WorkloadRef ref, String progress, String reason) {
        return new WorkloadStatus(ref, false, progress, reason, false);
    }

    static WorkloadStatus stuck(WorkloadRef ref, String progress, String reason) {
        return new WorkloadStatus(ref, false, progress, reason, true);
    }

    /** The same state, held up by this where no reason was known before. */
    WorkloadStatus because(String why) {
        return ready || reason != null || why == null
                ? this
                : new WorkloadStatus(ref, false, progress, why, fatal, running);
    }

    WorkloadStatus running(Running what) {
        return new WorkloadStatus(ref, ready, progress, reason, fatal, what);
    }

    /** Whether all that holds it up is pods of an older version that still serve. */
    public boolean oldPodsServe() {
        return !ready && reason != null && reason.startsWith(Evidence.OLD_PODS);
    }

    /** {@code deployment/api: 2 of 3 updated, 1 available (CrashLoopBackOff …)}. */
    @Override
    public String toString() {
        String text = ref + ": " + progress;
        return reason == null ? text : text + " (" + reason + ")";
    }
}
