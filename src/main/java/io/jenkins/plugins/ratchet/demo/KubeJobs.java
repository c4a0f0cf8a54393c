package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Runs each Job to its end: counts what its pods did, tries again within its limits, and says how it ended. */
final class KubeJobs {
    /** Keeps a pod that ended, or was deleted, until it is counted. */
    static final String TRACKING = "batch.kubernetes.io/job-tracking";

    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);

    private final KubeStore store;
    private final KubePods pods;
    private final Duration backoff;

    KubeJobs(KubeStore store, KubePods pods, Duration backoff) {
        this.store = store;
        this.pods = pods;
        this.backoff = backoff;
    }

    void reconcile(ObjectNode job) {
        if (isFinished(job)) {
            expire(job);
            return;
        }
        KubeStore.Key key = KubeStore.key(KubeKinds.JOBS, KubeJson.namespace(job), KubeJson.name(job));
        store.update(key, this::count);
        if (KubeJson.isBeingDeleted(job)) {
            return; // its pods are counted to the last, or they would hold up its deletion in the foreground
        }
        store.get(key).ifPresent(counted -> decide(key, counted));
    }

    /** The pods of a Job that is gone have nobody left to be counted by. */
    void releaseOrphans() {
        for (ObjectNode pod :
                store.list(KubeKinds.PODS, null, KubeJobs::isTracked).items()) {
            boolean orphaned = KubeDeletion.owners(pod).stream()
                    .noneMatch(uid -> !store.keys(object -> KubeJson.uid(object).equals(uid))
                            .isEmpty());
            if (orphaned) {
                release(pod);
            }
        }
    }

    private void count(ObjectNode job) {
        ObjectNode status = KubeJson.child(job, "status");
        if (!status.has("startTime") && !isSuspended(job)) {
            status.put("startTime", KubeJson.now());
        }
        for (ObjectNode pod : pods.ownedBy(job)) {
            boolean ended = KubePods.isFinished(pod)
                    || KubeJson.isBeingDeleted(pod)
                            && KubeJson.at(pod, "metadata", "deletionGracePeriodSeconds")
                                            .asLong()
                                    == 0;
            if (isTracked(pod) && ended) {
                boolean succeeded = "Succeeded".equals(KubeJson.text(pod, "status", "phase"));
                String counter = succeeded ? "succeeded" : "failed";
                status.put(counter, status.path(counter).asLong() + 1);
                release(pod);
            }
        }
        List<ObjectNode> left = pods.ownedBy(job);
        KubePods.count(
                status, "active", left.stream().filter(KubePods::isActive).count());
        status.put("ready", left.stream().filter(KubePods::isReady).count());
        status.put(
                "terminating",
                left.stream()
                        .filter(pod -> KubeJson.isBeingDeleted(pod) && !KubePods.isFinished(pod))
                        .count());
        status.putObject("uncountedTerminatedPods");
    }

    private void decide(KubeStore.Key key, ObjectNode job) {
        String failure = failure(job);
        if (isComplete(job)) {
            end(
                    key,
                    job,
                    "SuccessCriteriaMet",
                    "Complete",
                    "CompletionsReached",
                    "Reached expected number of succeeded pods");
        } else if (failure.equals("DeadlineExceeded")) {
            end(key, job, "FailureTarget", "Failed", failure, "Job was active longer than specified deadline");
        } else if (!failure.isEmpty()) {
            end(key, job, "FailureTarget", "Failed", failure, "Job has reached the specified backoff limit");
        } else if (isSuspended(job)) {
            active(job).forEach(pods::delete);
            condition(key, "Suspended", "True", "JobSuspended", "Job suspended");
        } else {
            keepRunning(job);
        }
    }

    private static boolean isComplete(ObjectNode job) {
        long succeeded = KubeJson.at(job, "status", "succeeded").asLong();
        if (KubeJson.at(job, "spec").has("completions")) {
            return succeeded >= KubeJson.at(job, "spec", "completions").asLong();
        }
        return succeeded > 0 && KubeJson.at(job, "status", "active").asLong() == 0;
    }

    /** Why the Job has failed; empty while it has not. */
    private String failure(ObjectNode job) {
        for (var condition : KubeJson.at(job, "status", "conditions")) {
            if ("FailureTarget".equals(KubeJson.text(condition, "type"))) {
                return KubeJson.text(condition, "reason");
            }
        }
        long limit = KubeJson.at(job, "spec", "backoffLimit").asLong(6);
        if (KubeJson.at(job, "status", "failed").asLong() > limit || restarts(job) > limit) {
            return "BackoffLimitExceeded";
        }
        var deadline = KubeJson.at(job, "spec", "activeDeadlineSeconds");
        Instant start = KubeJson.instant(KubeJson.at(job, "status", "startTime"));
        boolean overdue = deadline.isNumber()
                && !isSuspended(job)
                && Duration.between(start, Instant.now()).toSeconds() >= deadline.asLong();
        return overdue ? "DeadlineExceeded" : "";
    }

    private long restarts(ObjectNode job) {
        return active(job).stream()
                .flatMap(pod -> KubeJson.items(KubeJson.at(pod, "status", "containerStatuses")).stream())
                .mapToLong(container -> container.path("restartCount").asLong())
                .sum();
    }

    /** The outcome is certain at once, but the Job ends only when none of its pods runs any more. */
    private void end(KubeStore.Key key, ObjectNode job, String certain, String ended, String reason, String message) {
        condition(key, certain, "True", reason, message);
        active(job).forEach(pods::delete);
        boolean running = pods.ownedBy(job).stream().anyMatch(pod -> !KubePods.isFinished(pod));
        if (!running) {
            store.update(key, next -> {
                count(next);
                ObjectNode status = KubeJson.child(next, "status");
                KubeJson.condition(status, ended, "True", reason, message);
                stamp(status);
                if (ended.equals("Complete")) {
                    status.put("completionTime", KubeJson.now());
                }
            });
        }
    }

    private void keepRunning(ObjectNode job) {
        long wanted = KubeJson.at(job, "spec", "parallelism").asLong(1);
        if (KubeJson.at(job, "spec").has("completions")) {
            long succeeded = KubeJson.at(job, "status", "succeeded").asLong();
            wanted = Math.min(wanted, KubeJson.at(job, "spec", "completions").asLong() - succeeded);
        } else if (KubeJson.at(job, "status", "succeeded").asLong() > 0) {
            wanted = 0; // a work queue that is empty for one is empty for all
        }
        List<ObjectNode> active = active(job);
        if (active.size() < wanted && !backsOff(job)) {
            for (long i = active.size(); i < wanted; i++) {
                pods.create(KubeKinds.JOBS, job, KubeJson.name(job) + "-", Map.of());
            }
        }
        active.stream().skip(wanted).forEach(pods::delete);
    }

    private boolean backsOff(ObjectNode job) {
        long failed = KubeJson.at(job, "status", "failed").asLong();
        if (failed == 0) {
            return false;
        }
        Duration wait = backoff.multipliedBy(1L << Math.min(failed - 1, 10));
        Instant last = pods.ownedBy(job).stream()
                .map(KubeJobs::finishedAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return Instant.now().isBefore(last.plus(wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait));
    }

    private static Instant finishedAt(ObjectNode pod) {
        return KubeJson.at(pod, "status", "containerStatuses").findValues("finishedAt").stream()
                .map(KubeJson::instant)
                .max(Comparator.naturalOrder())
                .orElse(KubeJson.instant(KubeJson.at(pod, "metadata", "creationTimestamp")));
    }

    private void expire(ObjectNode job) {
        var seconds = KubeJson.at(job, "spec", "ttlSecondsAfterFinished");
        if (seconds.isNumber() && !KubeJson.isBeingDeleted(job)) {
            for (var condition : KubeJson.at(job, "status", "conditions")) {
                Instant since = KubeJson.instant(condition.path("lastTransitionTime"));
                if (isEnd(KubeJson.text(condition, "type"))
                        && Duration.between(since, Instant.now()).toSeconds() >= seconds.asLong()) {
                    pods.delete(KubeKinds.JOBS, job);
                    return;
                }
            }
        }
    }

    private void condition(KubeStore.Key key, String type, String value, String reason, String message) {
        store.update(key, next -> {
            ObjectNode status = KubeJson.child(next, "status");
            KubeJson.condition(status, type, value, reason, message);
            stamp(status);
        });
    }

    private static void stamp(ObjectNode status) {
        for (var condition : status.path("conditions")) {
            if (!condition.has("lastProbeTime")) {
                ((ObjectNode) condition).set("lastProbeTime", condition.get("lastTransitionTime"));
            }
        }
    }

    private List<ObjectNode> active(ObjectNode job) {
        return pods.ownedBy(job).stream().filter(KubePods::isActive).toList();
    }

    private void release(ObjectNode pod) {
        store.update(
                KubeStore.key(KubeKinds.PODS, KubeJson.namespace(pod), KubeJson.name(pod)),
                next -> KubeGarbage.release(next, TRACKING));
    }

    private static boolean isTracked(ObjectNode pod) {
        return KubeJson.items(KubeJson.at(pod, "metadata", "finalizers")).stream()
                .anyMatch(held -> held.asText().equals(TRACKING));
    }

    private static boolean isSuspended(ObjectNode job) {
        return KubeJson.at(job, "spec", "suspend").asBoolean();
    }

    private static boolean isEnd(String type) {
        return type.equals("Complete") || type.equals("Failed");
    }

    private static boolean isFinished(ObjectNode job) {
        return KubeJson.hasCondition(job, "Complete", "True") || KubeJson.hasCondition(job, "Failed", "True");
    }
}
