package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Writes pods' status to the API server, and keeps trying while that is away. */
final class PodReporter {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    /**
     * What to report of a pod; all of its containers share it.
     *
     * @param state of the containers, and {@code last} the one before the last restart, which may be null
     */
    record Report(String phase, boolean ready, int restarts, ObjectNode state, ObjectNode last, String address) {}

    private record Readiness(boolean ready, String since) {}

    private final KubernetesClient client;
    private final BooleanSupplier open;
    private final Map<String, Readiness> known = new ConcurrentHashMap<>();

    PodReporter(KubernetesClient client, BooleanSupplier open) {
        this.client = client;
        this.open = open;
    }

    static ObjectNode waiting(String reason, String message) {
        ObjectNode state = KubeJson.object();
        state.putObject("waiting").put("reason", reason).put("message", message);
        return state;
    }

    static ObjectNode running(String since) {
        ObjectNode state = KubeJson.object();
        state.putObject("running").put("startedAt", since);
        return state;
    }

    static ObjectNode terminated(int exitCode, String since, String message) {
        ObjectNode state = KubeJson.object();
        ObjectNode terminated = state.putObject("terminated")
                .put("exitCode", exitCode)
                .put("reason", exitCode == 0 ? "Completed" : "Error")
                .put("startedAt", since)
                .put("finishedAt", KubeJson.now());
        if (!message.isEmpty()) {
            terminated.put("message", message);
        }
        return state;
    }

    void report(Pod pod, Report report) {
        ObjectNode patch = KubeJson.object();
        // the uid makes sure that a later pod of the same name is not meant
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        ObjectNode status = patch.putObject("status").put("phase", report.phase());
        status.put("podIP", report.address()).put("hostIP", "127.0.0.1");
        status.put("startTime", pod.getMetadata().getCreationTimestamp());
        addConditions(status.putArray("conditions"), pod, report.ready());
        ArrayNode containers = status.putArray("containerStatuses");
        for (Container container : pod.getSpec().getContainers()) {
            ObjectNode written = containers
                    .addObject()
                    .put("name", container.getName())
                    .put("image", container.getImage())
                    .put("imageID", "")
                    .put("ready", report.ready())
                    .put("started", report.state().has("running"))
                    .put("restartCount", report.restarts());
            written.set("state", report.state());
            written.set("lastState", report.last() == null ? KubeJson.object() : report.last());
        }
        insist(() -> client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .subresource("status")
                .patch(MERGE, patch.toString()));
    }

    private void addConditions(ArrayNode conditions, Pod pod, boolean ready) {
        Readiness now = known.compute(
                pod.getMetadata().getUid(),
                (uid, before) ->
                        before != null && before.ready() == ready ? before : new Readiness(ready, KubeJson.now()));
        String created = pod.getMetadata().getCreationTimestamp();
        for (String type : new String[] {"PodScheduled", "Initialized"}) {
            conditions.addObject().put("type", type).put("status", "True").put("lastTransitionTime", created);
        }
        for (String type : new String[] {"ContainersReady", "Ready"}) {
            ObjectNode condition = conditions
                    .addObject()
                    .put("type", type)
                    .put("status", ready ? "True" : "False")
                    .put("lastTransitionTime", now.since());
            if (!ready) {
                condition.put("reason", "ContainersNotReady");
            }
        }
    }

    void forget(Pod pod) {
        known.remove(pod.getMetadata().getUid());
    }

    /** Does it until the API server has answered; an answer that it cannot be done is final. */
    void insist(Runnable request) {
        while (open.getAsBoolean()) {
            try {
                request.run();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != 429) {
                    return; // the pod is gone, or another one of this name is there
                }
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
