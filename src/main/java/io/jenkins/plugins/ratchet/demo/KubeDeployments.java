package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;

/** Rolls each Deployment out: a ReplicaSet for every pod template, the old ones scaled down as the new one serves. */
final class KubeDeployments {
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HASH = "pod-template-hash";

    private final KubeStore store;
    private final KubeObjects objects;
    private final KubePods pods;

    KubeDeployments(KubeStore store, KubeObjects objects, KubePods pods) {
        this.store = store;
        this.objects = objects;
        this.pods = pods;
    }

    void reconcile(ObjectNode deployment) {
        if (KubeJson.isBeingDeleted(deployment)) {
            return;
        }
        String hash = KubePods.hash(KubeJson.at(deployment, "spec", "template"));
        boolean paused = KubeJson.at(deployment, "spec", "paused").asBoolean();
        boolean recreate = "Recreate".equals(KubeJson.text(deployment, "spec", "strategy", "type"));
        if (!paused) {
            if (recreate) {
                olds(deployment, hash).forEach(old -> scale(old, 0));
            }
            if (!recreate || podsOf(olds(deployment, hash)) == 0) {
                promote(deployment, hash);
            }
        }
        roll(deployment, hash);
        List<ObjectNode> sets = pods.owned(KubeKinds.REPLICA_SETS, deployment);
        store.update(key(deployment), next -> new KubeRollout(next, current(sets, hash), sets, limits(next)).report());
        forgetHistory(deployment, hash);
    }

    /** How far the number of pods may stray from the wanted one while rolling. */
    record Limits(int wanted, int surge, int unavailable) {}

    private static Limits limits(ObjectNode deployment) {
        int wanted = KubeJson.at(deployment, "spec", "replicas").asInt(1);
        JsonNode rolling = KubeJson.at(deployment, "spec", "strategy", "rollingUpdate");
        if (rolling.isMissingNode()) {
            return new Limits(wanted, 0, wanted);
        }
        int surge = share(rolling.path("maxSurge"), wanted, true);
        int unavailable = share(rolling.path("maxUnavailable"), wanted, false);
        return new Limits(wanted, surge, surge == 0 && unavailable == 0 ? 1 : Math.min(unavailable, wanted));
    }

    private static int share(JsonNode value, int of, boolean up) {
        if (value.isTextual() && value.asText().endsWith("%")) {
            double exact = of * Integer.parseInt(value.asText().replace("%", "")) / 100.0;
            return (int) (up ? Math.ceil(exact) : Math.floor(exact));
        }
        return value.asInt();
    }

    /** Makes the ReplicaSet of the wanted template, or brings back the one there was; it has the highest revision. */
    private void promote(ObjectNode deployment, String hash) {
        List<ObjectNode> sets = pods.owned(KubeKinds.REPLICA_SETS, deployment);
        ObjectNode current = current(sets, hash);
        long highest = olds(deployment, hash).stream()
                .mapToLong(KubeDeployments::revision)
                .max()
                .orElse(0);
        if (current == null) {
            create(deployment, hash, highest + 1);
            progress(deployment, "NewReplicaSetCreated", "Created new replica set");
        } else if (revision(current) <= highest) {
            store.update(key(current), next -> annotate(next, highest + 1));
            progress(deployment, "FoundNewReplicaSet", "Found new replica set");
        }
        long revision = current != null && revision(current) > highest ? revision(current) : highest + 1;
        store.update(key(deployment), next -> annotate(next, revision));
    }

    private void create(ObjectNode deployment, String hash, long revision) {
        ObjectNode set = KubePods.named("apps/v1", "ReplicaSet", KubeJson.name(deployment) + "-" + hash);
        KubePods.own(KubeKinds.DEPLOYMENTS, deployment, set);
        ObjectNode template = KubeJson.at(deployment, "spec", "template").deepCopy();
        KubeJson.child(KubeJson.metadata(template), "labels").put(HASH, hash);
        KubeJson.metadata(set).set("labels", KubeJson.at(template, "metadata", "labels"));
        annotate(set, revision);
        ObjectNode spec = set.putObject("spec").put("replicas", 0);
        JsonNode minReady = KubeJson.at(deployment, "spec", "minReadySeconds");
        if (!minReady.isMissingNode()) {
            spec.set("minReadySeconds", minReady);
        }
        ObjectNode selector = KubeJson.at(deployment, "spec", "selector").deepCopy();
        KubeJson.child(selector, "matchLabels").put(HASH, hash);
        spec.set("selector", selector);
        spec.set("template", template);
        objects.create(KubeKinds.REPLICA_SETS, KubeJson.namespace(deployment), set, false);
    }

    private void roll(ObjectNode deployment, String hash) {
        ObjectNode current = current(pods.owned(KubeKinds.REPLICA_SETS, deployment), hash);
        if (current == null) {
            return;
        }
        Limits limits = limits(deployment);
        List<ObjectNode> olds = olds(deployment, hash);
        int oldTotal = olds.stream().mapToInt(KubeDeployments::replicas).sum();
        int room = limits.wanted() + limits.surge() - oldTotal;
        int next = Math.min(limits.wanted(), Math.max(replicas(current), room));
        scale(current, next);

        int atLeast = limits.wanted() - limits.unavailable();
        int notYet = next - available(current);
        int spare = oldTotal + next - atLeast - notYet;
        // first those that serve nobody anyway
        for (ObjectNode old : olds) {
            int useless = Math.min(Math.max(0, replicas(old) - available(old)), Math.max(0, spare));
            spare -= useless;
            scale(old, replicas(old) - useless);
        }
        int serving = available(current)
                + olds.stream().mapToInt(KubeDeployments::available).sum();
        int surplus = serving - atLeast;
        for (ObjectNode old : olds(deployment, hash)) {
            int down = Math.min(Math.min(replicas(old), available(old)), Math.max(0, surplus));
            surplus -= down;
            scale(old, replicas(old) - down);
        }
    }

    private void progress(ObjectNode deployment, String reason, String message) {
        store.update(key(deployment), next -> KubeRollout.progress(next, "True", reason, message));
    }

    private void forgetHistory(ObjectNode deployment, String hash) {
        List<ObjectNode> idle = olds(deployment, hash).stream()
                .filter(old -> replicas(old) == 0
                        && KubeJson.at(old, "status", "replicas").asInt() == 0)
                .sorted(Comparator.comparingLong(KubeDeployments::revision))
                .toList();
        int limit = KubeJson.at(deployment, "spec", "revisionHistoryLimit").asInt(10);
        idle.stream().limit(Math.max(0, idle.size() - limit)).forEach(old -> pods.delete(KubeKinds.REPLICA_SETS, old));
    }

    private static ObjectNode current(List<ObjectNode> sets, String hash) {
        return sets.stream()
                .filter(set -> hash.equals(KubeJson.text(set, "metadata", "labels", HASH)))
                .findFirst()
                .orElse(null);
    }

    private List<ObjectNode> olds(ObjectNode deployment, String hash) {
        return pods.owned(KubeKinds.REPLICA_SETS, deployment).stream()
                .filter(set -> !hash.equals(KubeJson.text(set, "metadata", "labels", HASH)))
                .toList();
    }

    private int podsOf(List<ObjectNode> sets) {
        return sets.stream().mapToInt(set -> pods.ownedBy(set).size()).sum();
    }

    private void scale(ObjectNode set, int replicas) {
        store.update(key(set), next -> KubeJson.child(next, "spec").put("replicas", replicas));
    }

    private static KubeStore.Key key(ObjectNode object) {
        KubeKind kind =
                "Deployment".equals(KubeJson.text(object, "kind")) ? KubeKinds.DEPLOYMENTS : KubeKinds.REPLICA_SETS;
        return KubeStore.key(kind, KubeJson.namespace(object), KubeJson.name(object));
    }

    private static int replicas(ObjectNode set) {
        return KubeJson.at(set, "spec", "replicas").asInt();
    }

    private static int available(ObjectNode set) {
        return KubeJson.at(set, "status", "availableReplicas").asInt();
    }

    private static long revision(ObjectNode object) {
        return KubeJson.at(object, "metadata", "annotations", REVISION).asLong();
    }

    private static void annotate(ObjectNode object, long revision) {
        KubeJson.child(KubeJson.metadata(object), "annotations").put(REVISION, Long.toString(revision));
    }
}
