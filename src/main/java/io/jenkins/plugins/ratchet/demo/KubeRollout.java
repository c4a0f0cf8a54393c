package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Writes the status of a Deployment from what its ReplicaSets say. */
final class KubeRollout {
    private final ObjectNode deployment;
    private final ObjectNode current;
    private final List<ObjectNode> sets;
    private final KubeDeployments.Limits limits;

    /** @param current the ReplicaSet of the wanted pod template; null before there is one */
    KubeRollout(ObjectNode deployment, ObjectNode current, List<ObjectNode> sets, KubeDeployments.Limits limits) {
        this.deployment = deployment;
        this.current = current;
        this.sets = sets;
        this.limits = limits;
    }

    void report() {
        ObjectNode status = KubeJson.child(deployment, "status");
        ObjectNode before = status.deepCopy();
        long total = sum("replicas");
        long available = sum("availableReplicas");
        KubePods.count(status, "replicas", total);
        KubePods.count(
                status,
                "updatedReplicas",
                current == null ? 0 : KubeJson.at(current, "status", "replicas").asLong());
        KubePods.count(status, "readyReplicas", sum("readyReplicas"));
        KubePods.count(status, "availableReplicas", available);
        KubePods.count(status, "unavailableReplicas", Math.max(0, total - available));
        KubePods.observe(deployment);

        boolean enough = available >= limits.wanted() - limits.unavailable();
        KubeJson.condition(
                status,
                "Available",
                enough ? "True" : "False",
                enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.");
        reportProgress(before, status);
    }

    private void reportProgress(ObjectNode before, ObjectNode status) {
        JsonNode last = null;
        for (JsonNode condition : status.path("conditions")) {
            if ("Progressing".equals(KubeJson.text(condition, "type"))) {
                last = condition;
            }
        }
        String set = current == null ? "" : KubeJson.name(current);
        if (KubeJson.at(deployment, "spec", "paused").asBoolean()) {
            progress(deployment, "Unknown", "DeploymentPaused", "Deployment is paused");
        } else if (isComplete(status)) {
            if (last == null || !"NewReplicaSetAvailable".equals(KubeJson.text(last, "reason"))) {
                progress(
                        deployment,
                        "True",
                        "NewReplicaSetAvailable",
                        "ReplicaSet \"" + set + "\" has successfully progressed.");
            }
        } else if (hasAdvanced(before, status)) {
            progress(deployment, "True", "ReplicaSetUpdated", "ReplicaSet \"" + set + "\" is progressing.");
        } else if (last != null && isOverdue(last)) {
            progress(
                    deployment,
                    "False",
                    "ProgressDeadlineExceeded",
                    "ReplicaSet \"" + set + "\" has timed out progressing.");
        }
    }

    private boolean isComplete(ObjectNode status) {
        return current != null
                && status.path("updatedReplicas").asLong() == limits.wanted()
                && status.path("replicas").asLong() == limits.wanted()
                && status.path("availableReplicas").asLong() == limits.wanted();
    }

    private static boolean hasAdvanced(ObjectNode before, ObjectNode now) {
        return grew(before, now, "updatedReplicas")
                || grew(before, now, "readyReplicas")
                || grew(before, now, "availableReplicas")
                || old(now) < old(before);
    }

    private static boolean grew(ObjectNode before, ObjectNode now, String field) {
        return now.path(field).asLong() > before.path(field).asLong();
    }

    private static long old(ObjectNode status) {
        return status.path("replicas").asLong() - status.path("updatedReplicas").asLong();
    }

    private boolean isOverdue(JsonNode progressing) {
        // once complete, a pod that fails later is no failed rollout
        if (List.of("NewReplicaSetAvailable", "ProgressDeadlineExceeded")
                .contains(KubeJson.text(progressing, "reason"))) {
            return false;
        }
        long deadline =
                KubeJson.at(deployment, "spec", "progressDeadlineSeconds").asLong(600);
        Instant since = KubeJson.instant(progressing.path("lastUpdateTime"));
        return Duration.between(since, Instant.now()).toSeconds() >= deadline;
    }

    private long sum(String field) {
        return sets.stream()
                .mapToLong(set -> KubeJson.at(set, "status", field).asLong())
                .sum();
    }

    /** Sets the condition Progressing, from whose update time the progress deadline counts. */
    static void progress(ObjectNode deployment, String value, String reason, String message) {
        ObjectNode status = KubeJson.child(deployment, "status");
        KubeJson.condition(status, "Progressing", value, reason, message);
        for (JsonNode condition : status.path("conditions")) {
            if ("Progressing".equals(KubeJson.text(condition, "type"))) {
                ((ObjectNode) condition).put("lastUpdateTime", KubeJson.now());
            }
        }
    }
}
