package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Keeps as many pods as each ReplicaSet wants, and says how many of them serve. */
final class KubeReplicaSets {
    private final KubeStore store;
    private final KubePods pods;

    KubeReplicaSets(KubeStore store, KubePods pods) {
        this.store = store;
        this.pods = pods;
    }

    void reconcile(ObjectNode set) {
        if (!KubeJson.isBeingDeleted(set)) {
            scale(set);
        }
        long minReady = KubeJson.at(set, "spec", "minReadySeconds").asLong();
        List<ObjectNode> active =
                pods.ownedBy(set).stream().filter(KubePods::isActive).toList();
        KubeStore.Key key = KubeStore.key(KubeKinds.REPLICA_SETS, KubeJson.namespace(set), KubeJson.name(set));
        store.update(key, next -> {
            ObjectNode status = KubeJson.child(next, "status").put("replicas", active.size());
            KubePods.count(status, "fullyLabeledReplicas", active.size());
            KubePods.count(
                    status,
                    "readyReplicas",
                    active.stream().filter(KubePods::isReady).count());
            KubePods.count(
                    status,
                    "availableReplicas",
                    active.stream()
                            .filter(pod -> KubePods.isAvailable(pod, minReady))
                            .count());
            KubePods.observe(next);
        });
    }

    private void scale(ObjectNode set) {
        List<ObjectNode> active =
                pods.ownedBy(set).stream().filter(KubePods::isActive).toList();
        int wanted = KubeJson.at(set, "spec", "replicas").asInt(1);
        for (int i = active.size(); i < wanted; i++) {
            pods.create(KubeKinds.REPLICA_SETS, set, KubeJson.name(set) + "-", Map.of());
        }
        // those that serve go last
        active.stream()
                .sorted(Comparator.comparing(KubePods::isReady))
                .limit(Math.max(0, active.size() - wanted))
                .forEach(pods::delete);
    }
}
