package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Keeps the numbered pods of each StatefulSet: made in order, replaced from the last to the first. */
final class KubeStatefulSets {
    private static final String HASH = "controller-revision-hash";
    private static final String ORDINAL = "apps.kubernetes.io/pod-index";

    private final KubeStore store;
    private final KubeObjects objects;
    private final KubePods pods;

    KubeStatefulSets(KubeStore store, KubeObjects objects, KubePods pods) {
        this.store = store;
        this.objects = objects;
        this.pods = pods;
    }

    void reconcile(ObjectNode set) {
        if (KubeJson.isBeingDeleted(set)) {
            return;
        }
        String update = KubeJson.name(set) + "-" + KubePods.hash(KubeJson.at(set, "spec", "template"));
        String current = KubeJson.text(set, "status", "currentRevision");
        remember(set, update);
        long minReady = KubeJson.at(set, "spec", "minReadySeconds").asLong();
        if (!step(set, update, current.isEmpty() ? update : current, minReady)) {
            replaceOutdated(set, update, minReady);
        }
        report(set, update, current.isEmpty() ? update : current, minReady);
    }

    /** Makes or removes the next pod; true when the set's order demands to wait. */
    private boolean step(ObjectNode set, String update, String current, long minReady) {
        int wanted = KubeJson.at(set, "spec", "replicas").asInt(1);
        int partition = KubeJson.at(set, "spec", "updateStrategy", "rollingUpdate", "partition")
                .asInt();
        boolean ordered = !"Parallel".equals(KubeJson.text(set, "spec", "podManagementPolicy"));
        List<ObjectNode> present = pods.ownedBy(set);
        for (int ordinal = 0; ordinal < wanted; ordinal++) {
            ObjectNode pod = find(present, set, ordinal);
            if (pod == null) {
                create(set, ordinal, ordinal < partition ? current : update);
            } else if (KubePods.isFinished(pod) && !KubeJson.isBeingDeleted(pod)) {
                pods.delete(pod);
            }
            if (ordered && (pod == null || !isHealthy(pod, minReady))) {
                return true;
            }
        }
        for (int i = present.size() - 1; i >= 0; i--) {
            ObjectNode last = byOrdinal(present).get(i);
            if (ordinal(last) >= wanted) {
                if (!KubeJson.isBeingDeleted(last)) {
                    pods.delete(last);
                }
                if (ordered) {
                    return true;
                }
            }
        }
        return false;
    }

    private void replaceOutdated(ObjectNode set, String update, long minReady) {
        if ("OnDelete".equals(KubeJson.text(set, "spec", "updateStrategy", "type"))) {
            return;
        }
        int partition = KubeJson.at(set, "spec", "updateStrategy", "rollingUpdate", "partition")
                .asInt();
        List<ObjectNode> present = byOrdinal(pods.ownedBy(set));
        for (int i = present.size() - 1; i >= 0 && ordinal(present.get(i)) >= partition; i--) {
            ObjectNode pod = present.get(i);
            if (!revision(pod).equals(update)) {
                if (!KubeJson.isBeingDeleted(pod)) {
                    pods.delete(pod);
                }
                return;
            }
            if (!isHealthy(pod, minReady)) {
                return;
            }
        }
    }

    private void create(ObjectNode set, int ordinal, String revision) {
        String name = KubeJson.name(set) + "-" + ordinal;
        ObjectNode spec = KubeJson.object().put("hostname", name);
        JsonNode claims = KubeJson.at(set, "spec", "volumeClaimTemplates");
        if (!claims.isEmpty()) {
            spec.set(
                    "volumes",
                    KubeJson.at(set, "spec", "template", "spec", "volumes").isArray()
                            ? KubeJson.at(set, "spec", "template", "spec", "volumes")
                                    .deepCopy()
                            : KubeJson.array());
        }
        for (JsonNode claim : claims) {
            String claimName = KubeJson.name(claim) + "-" + name;
            claim(set, claim, claimName);
            KubeJson.childArray(spec, "volumes")
                    .addObject()
                    .put("name", KubeJson.name(claim))
                    .putObject("persistentVolumeClaim")
                    .put("claimName", claimName);
        }
        ObjectNode source = set;
        ObjectNode remembered = store.get(
                        KubeStore.key(KubeKinds.builtIn("controllerrevisions"), KubeJson.namespace(set), revision))
                .orElse(null);
        if (remembered != null) {
            // below the partition a pod is made from the template that was current before
            source = set.deepCopy();
            KubeJson.child(source, "spec").set("template", KubeJson.at(remembered, "data", "template"));
        }
        pods.create(
                KubeKinds.STATEFUL_SETS,
                source,
                name,
                Map.of(HASH, revision, ORDINAL, Integer.toString(ordinal), "statefulset.kubernetes.io/pod-name", name),
                spec);
    }

    /** A claim outlives its pod, and its StatefulSet too. */
    private void claim(ObjectNode set, JsonNode template, String name) {
        if (store.get(KubeStore.key(KubeKinds.CLAIMS, KubeJson.namespace(set), name))
                .isEmpty()) {
            ObjectNode claim = KubePods.named("v1", "PersistentVolumeClaim", name);
            KubeJson.metadata(claim)
                    .set(
                            "labels",
                            KubeJson.at(set, "spec", "selector", "matchLabels").deepCopy());
            claim.set("spec", template.path("spec").deepCopy());
            objects.create(KubeKinds.CLAIMS, KubeJson.namespace(set), claim, false);
        }
    }

    private void remember(ObjectNode set, String revision) {
        KubeKind kind = KubeKinds.builtIn("controllerrevisions");
        if (store.get(KubeStore.key(kind, KubeJson.namespace(set), revision)).isEmpty()) {
            ObjectNode remembered = KubePods.named("apps/v1", "ControllerRevision", revision);
            KubePods.own(KubeKinds.STATEFUL_SETS, set, remembered);
            remembered
                    .putObject("data")
                    .set("template", KubeJson.at(set, "spec", "template").deepCopy());
            remembered.put("revision", pods.owned(kind, set).size() + 1);
            objects.create(kind, KubeJson.namespace(set), remembered, false);
        }
    }

    private void report(ObjectNode set, String update, String current, long minReady) {
        List<ObjectNode> present = pods.ownedBy(set);
        long wanted = KubeJson.at(set, "spec", "replicas").asLong(1);
        long updated = living(present, update).count();
        long ready = present.stream().filter(KubePods::isReady).count();
        boolean done = updated == wanted && ready == wanted && present.size() == wanted;
        String nowCurrent = done ? update : current;
        KubeStore.Key key = KubeStore.key(KubeKinds.STATEFUL_SETS, KubeJson.namespace(set), KubeJson.name(set));
        store.update(key, next -> {
            ObjectNode status = KubeJson.child(next, "status").put("replicas", present.size());
            KubePods.count(status, "readyReplicas", ready);
            status.put(
                    "availableReplicas",
                    present.stream()
                            .filter(pod -> KubePods.isAvailable(pod, minReady))
                            .count());
            KubePods.count(
                    status, "currentReplicas", living(present, nowCurrent).count());
            KubePods.count(status, "updatedReplicas", updated);
            status.put("currentRevision", nowCurrent)
                    .put("updateRevision", update)
                    .put("collisionCount", 0);
            KubePods.observe(next);
        });
    }

    private static Stream<ObjectNode> living(List<ObjectNode> present, String revision) {
        return present.stream()
                .filter(pod -> !KubeJson.isBeingDeleted(pod) && revision(pod).equals(revision));
    }

    private static boolean isHealthy(ObjectNode pod, long minReady) {
        return KubePods.isActive(pod) && KubePods.isAvailable(pod, minReady);
    }

    private static ObjectNode find(List<ObjectNode> present, ObjectNode set, int ordinal) {
        String name = KubeJson.name(set) + "-" + ordinal;
        return present.stream()
                .filter(pod -> KubeJson.name(pod).equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<ObjectNode> byOrdinal(List<ObjectNode> present) {
        return present.stream()
                .sorted(java.util.Comparator.comparingInt(KubeStatefulSets::ordinal))
                .toList();
    }

    private static int ordinal(ObjectNode pod) {
        String name = KubeJson.name(pod);
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }

    private static String revision(ObjectNode pod) {
        return KubeJson.text(pod, "metadata", "labels", HASH);
    }
}
