package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides from a workload's own status whether its new revision, and nothing else, serves.
 *
 * <p>The order of questions matters: a status is worth nothing before its controller has seen the newest spec
 * ({@code observedGeneration}), a rollout is over only when no old pod is left ({@code replicas} counts old and new
 * ones), and what will never come by waiting is said instead of awaited.
 */
final class Readiness {
    private Readiness() {}

    /** The state of an object as the cluster showed it; null for one that does not exist. */
    static WorkloadStatus of(WorkloadRef ref, HasMetadata object) {
        if (object == null) {
            return ref.expires()
                    ? WorkloadStatus.ready(ref, "gone, as its ttlSecondsAfterFinished has it once it ended")
                    : WorkloadStatus.waiting(ref, "does not exist", "it was not created, or was deleted since");
        }
        if (object.getMetadata().getDeletionTimestamp() != null) {
            return WorkloadStatus.waiting(ref, "is being deleted", "somebody deleted it");
        }
        return switch (ref.kind()) {
            case DEPLOYMENT -> deployment(ref, (Deployment) object);
            case STATEFUL_SET -> statefulSet(ref, (StatefulSet) object);
            case DAEMON_SET -> daemonSet(ref, (DaemonSet) object);
            case JOB -> job(ref, (Job) object);
            case POD -> pod(ref, (Pod) object);
            case SERVICE -> throw new IllegalArgumentException(ref + " is in no cluster");
        };
    }

    private static WorkloadStatus deployment(WorkloadRef ref, Deployment deployment) {
        DeploymentStatus status = Optional.ofNullable(deployment.getStatus()).orElseGet(DeploymentStatus::new);
        if (notObserved(deployment, status.getObservedGeneration())) {
            return unobserved(ref);
        }
        int wanted = orOne(deployment.getSpec().getReplicas());
        Counts counts = new Counts(
                wanted,
                orZero(status.getReplicas()),
                orZero(status.getUpdatedReplicas()),
                orZero(status.getAvailableReplicas()));
        if (counts.done()) {
            return WorkloadStatus.ready(ref, counts.words());
        }
        if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
            return WorkloadStatus.stuck(
                    ref, counts.words(), "its rollout is paused; `kubectl rollout resume " + ref + "` lets it go on");
        }
        Optional<DeploymentCondition> overdue = condition(status, "Progressing")
                .filter(condition -> "ProgressDeadlineExceeded".equals(condition.getReason()));
        if (overdue.isPresent()) {
            return WorkloadStatus.stuck(
                    ref,
                    counts.words(),
                    Evidence.words("ProgressDeadlineExceeded", overdue.get().getMessage()));
        }
        return WorkloadStatus.waiting(
                ref,
                counts.words(),
                condition(status, "ReplicaFailure")
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .map(condition -> Evidence.words(condition.getReason(), condition.getMessage()))
                        .orElse(null));
    }

    private static WorkloadStatus statefulSet(WorkloadRef ref, StatefulSet set) {
        StatefulSetStatus status = Optional.ofNullable(set.getStatus()).orElseGet(StatefulSetStatus::new);
        if (notObserved(set, status.getObservedGeneration())) {
            return unobserved(ref);
        }
        int wanted = orOne(set.getSpec().getReplicas());
        String current = status.getCurrentRevision();
        String update = status.getUpdateRevision();
        boolean oneRevision = update == null || update.isEmpty() || update.equals(current);
        // Where no update goes on the controller reports updatedReplicas as 0 or as all, depending on its version.
        int updated = oneRevision ? orZero(status.getReplicas()) : orZero(status.getUpdatedReplicas());
        Counts counts = new Counts(
                wanted,
                orZero(status.getReplicas()),
                updated,
                // availableReplicas is absent before Kubernetes 1.22 and in clusters that imitate it.
                status.getAvailableReplicas() == null
                        ? orZero(status.getReadyReplicas())
                        : status.getAvailableReplicas());
        if (counts.done()) {
            return WorkloadStatus.ready(ref, counts.words());
        }
        var strategy = Optional.ofNullable(set.getSpec().getUpdateStrategy());
        if (!oneRevision
                && strategy.map(s -> "OnDelete".equals(s.getType())).orElse(false)
                && counts.available() >= wanted) {
            return WorkloadStatus.stuck(
                    ref, counts.words(), "its update strategy is OnDelete: old pods go on until somebody deletes them");
        }
        int partition = strategy.map(s -> s.getRollingUpdate())
                .map(rolling -> rolling.getPartition())
                .orElse(0);
        if (!oneRevision && partition > 0 && updated >= wanted - partition && counts.available() >= wanted) {
            return WorkloadStatus.stuck(
                    ref,
                    counts.words(),
                    "its update strategy has partition " + partition
                            + ": pods with a lower ordinal stay at the old revision until it is lowered");
        }
        return WorkloadStatus.waiting(ref, counts.words(), null);
    }

    private static WorkloadStatus daemonSet(WorkloadRef ref, DaemonSet set) {
        DaemonSetStatus status = Optional.ofNullable(set.getStatus()).orElseGet(DaemonSetStatus::new);
        if (notObserved(set, status.getObservedGeneration())) {
            return unobserved(ref);
        }
        int wanted = orZero(status.getDesiredNumberScheduled());
        Counts counts = new Counts(
                wanted, wanted, orZero(status.getUpdatedNumberScheduled()), orZero(status.getNumberAvailable()));
        if (counts.done()) {
            return WorkloadStatus.ready(ref, wanted == 0 ? "no node wants it" : counts.words());
        }
        boolean onDelete = set.getSpec().getUpdateStrategy() != null
                && "OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
        if (onDelete && counts.updated() < wanted && counts.available() >= wanted) {
            return WorkloadStatus.stuck(
                    ref, counts.words(), "its update strategy is OnDelete: old pods go on until somebody deletes them");
        }
        return WorkloadStatus.waiting(ref, counts.words(), null);
    }

    /** A Job is done at Complete, not when it started and not yet at SuccessCriteriaMet: its pods still run then. */
    private static WorkloadStatus job(WorkloadRef ref, Job job) {
        JobStatus status = Optional.ofNullable(job.getStatus()).orElseGet(JobStatus::new);
        if (condition(status, "Complete").isPresent()) {
            return WorkloadStatus.ready(ref, "complete");
        }
        Optional<JobCondition> failed = condition(status, "Failed");
        if (failed.isPresent()) {
            return WorkloadStatus.stuck(
                    ref,
                    "failed",
                    Evidence.words(failed.get().getReason(), failed.get().getMessage()));
        }
        if (condition(status, "SuccessCriteriaMet").isPresent()) {
            return WorkloadStatus.waiting(ref, "success criteria met, its last pods are ending", null);
        }
        Optional<JobCondition> failing = condition(status, "FailureTarget");
        if (failing.isPresent()) {
            return WorkloadStatus.waiting(
                    ref,
                    "failing, its last pods are ending",
                    Evidence.words(failing.get().getReason(), failing.get().getMessage()));
        }
        String progress = orZero(status.getActive()) + " active, " + orZero(status.getSucceeded()) + " succeeded, "
                + orZero(status.getFailed()) + " failed";
        if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            return WorkloadStatus.stuck(ref, progress, "it is suspended; nothing runs until somebody resumes it");
        }
        return WorkloadStatus.waiting(ref, progress, null);
    }

    private static WorkloadStatus pod(WorkloadRef ref, Pod pod) {
        String phase = pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
        if ("Succeeded".equals(phase)) {
            return WorkloadStatus.ready(ref, "succeeded");
        }
        if ("Failed".equals(phase)) {
            return WorkloadStatus.stuck(
                    ref,
                    "failed",
                    Evidence.words(pod.getStatus().getReason(), pod.getStatus().getMessage()));
        }
        return Evidence.isReady(pod)
                ? WorkloadStatus.ready(ref, "ready")
                : WorkloadStatus.waiting(ref, phase.toLowerCase(Locale.ROOT), null);
    }

    private static boolean notObserved(HasMetadata object, Long observed) {
        Long generation = object.getMetadata().getGeneration();
        return generation != null && (observed == null || observed < generation);
    }

    private static WorkloadStatus unobserved(WorkloadRef ref) {
        return WorkloadStatus.waiting(ref, "its controller has not seen the new revision yet", null);
    }

    private static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static Optional<JobCondition> condition(JobStatus status, String type) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst();
    }

    private static int orZero(Integer number) {
        return number == null ? 0 : number;
    }

    private static int orOne(Integer number) {
        return number == null ? 1 : number;
    }

    /** Pods wanted, pods there (old and new), pods of the new revision, pods that serve. */
    private record Counts(int wanted, int total, int updated, int available) {

        boolean done() {
            return total == wanted && updated >= wanted && available >= wanted;
        }

        String words() {
            if (wanted == 0 && total == 0) {
                return "scaled to 0, nothing runs";
            }
            String text = updated + " of " + wanted + " updated, " + available + " available";
            int old = total - updated;
            return old > 0 ? text + ", " + old + " of the old revision left" : text;
        }
    }
}
