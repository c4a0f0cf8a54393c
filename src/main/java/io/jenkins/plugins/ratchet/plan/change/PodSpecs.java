package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Where pods are described inside of objects. */
final class PodSpecs {
    private PodSpecs() {}

    /** The pod's own fields; a missing node where the object describes no pod. */
    static JsonNode of(JsonNode object) {
        return switch (object.path("kind").asText()) {
            case "Pod" -> object.path("spec");
            case "CronJob" -> object.at("/spec/jobTemplate/spec/template/spec");
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "ReplicationController" ->
                object.at("/spec/template/spec");
            default -> object.at("/none");
        };
    }

    static List<JsonNode> containers(JsonNode pod) {
        List<JsonNode> containers = new ArrayList<>();
        pod.path("initContainers").forEach(containers::add);
        pod.path("containers").forEach(containers::add);
        return containers;
    }
}
