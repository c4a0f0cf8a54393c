package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Keeps one pod of each DaemonSet on every node; outdated ones are replaced one after the other. */
final class KubeDaemonSets {
    private static final String HASH = "controller-revision-hash";

    private final KubeStore store;
    private final KubePods pods;

    KubeDaemonSets(KubeStore store, KubePods pods) {
        this.store = store;
        this.pods = pods;
    }

    void reconcile(ObjectNode set) {
        List<ObjectNode> nodes = store.list(KubeKinds.NODES, null, node -> true).items();
        String hash = KubePods.hash(KubeJson.at(set, "spec", "template"));
        if (!KubeJson.isBeingDeleted(set)) {
            for (ObjectNode node : nodes) {
                if (on(KubeJson.name(node), pods.ownedBy(set)).isEmpty()) {
                    ObjectNode spec = KubeJson.object().put("nodeName", KubeJson.name(node));
                    pods.create(KubeKinds.DAEMON_SETS, set, KubeJson.name(set) + "-", Map.of(HASH, hash), spec);
                }
            }
            replaceOutdated(set, hash);
        }
        report(set, hash, nodes.size());
    }

    private void replaceOutdated(ObjectNode set, String hash) {
        List<ObjectNode> present = pods.ownedBy(set);
        if ("OnDelete".equals(KubeJson.text(set, "spec", "updateStrategy", "type"))
                || present.stream().anyMatch(pod -> isCurrent(pod, hash) && !KubePods.isReady(pod))) {
            return;
        }
        present.stream()
                .filter(pod -> !isCurrent(pod, hash) || KubePods.isFinished(pod))
                .filter(pod -> !KubeJson.isBeingDeleted(pod))
                .findFirst()
                .ifPresent(pods::delete);
    }

    private void report(ObjectNode set, String hash, int wanted) {
        List<ObjectNode> present =
                pods.ownedBy(set).stream().filter(KubePods::isActive).toList();
        long ready = present.stream().filter(KubePods::isReady).count();
        KubeStore.Key key = KubeStore.key(KubeKinds.DAEMON_SETS, KubeJson.namespace(set), KubeJson.name(set));
        store.update(key, next -> {
            ObjectNode status = KubeJson.child(next, "status")
                    .put("desiredNumberScheduled", wanted)
                    .put("currentNumberScheduled", present.size())
                    .put("numberMisscheduled", 0)
                    .put("numberReady", ready);
            KubePods.count(
                    status,
                    "updatedNumberScheduled",
                    present.stream().filter(pod -> isCurrent(pod, hash)).count());
            KubePods.count(status, "numberAvailable", ready);
            KubePods.count(status, "numberUnavailable", wanted - ready);
            KubePods.observe(next);
        });
    }

    private static List<ObjectNode> on(String node, List<ObjectNode> present) {
        return present.stream()
                .filter(pod -> KubeJson.text(pod, "spec", "nodeName").equals(node))
                .toList();
    }

    private static boolean isCurrent(ObjectNode pod, String hash) {
        return hash.equals(KubeJson.text(pod, "metadata", "labels", HASH));
    }
}
