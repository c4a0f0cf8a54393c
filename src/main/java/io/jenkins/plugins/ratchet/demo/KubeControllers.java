package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the controllers: after each change, and five times a second for what only time brings about, all of them look at
 * everything there is. With the few hundred objects of a demo that takes a millisecond and forgets nothing.
 */
final class KubeControllers {
    private static final Logger LOG = LoggerFactory.getLogger(KubeControllers.class);
    private static final long TICK_MILLIS = 200;

    private final KubeStore store;
    private final KubeGarbage garbage;
    private final KubeReplicaSets replicaSets;
    private final KubeDeployments deployments;
    private final KubeStatefulSets statefulSets;
    private final KubeDaemonSets daemonSets;
    private final KubeJobs jobs;
    private final KubeObjects objects;
    private Thread thread;

    KubeControllers(KubeStore store, Duration backoff) {
        this.store = store;
        this.objects = new KubeObjects(store);
        KubePods pods = new KubePods(store, objects, new KubeDeletion(store));
        garbage = new KubeGarbage(store);
        replicaSets = new KubeReplicaSets(store, pods);
        deployments = new KubeDeployments(store, objects, pods);
        statefulSets = new KubeStatefulSets(store, objects, pods);
        daemonSets = new KubeDaemonSets(store, pods);
        jobs = new KubeJobs(store, pods, backoff);
        for (String name : new String[] {"default", "kube-system", "kube-public", "kube-node-lease"}) {
            objects.create(KubeKinds.NAMESPACES, "", KubePods.named("v1", "Namespace", name), false);
        }
        reconcile();
    }

    synchronized void start() {
        thread = new Thread(this::run, "kube-controllers");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void stop() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                long seen = store.revision();
                reconcile();
                store.awaitChangeAfter(seen, TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at everything. */
    void reconcile() {
        each(KubeKinds.NAMESPACES, this::completeNamespace);
        garbage.collect();
        each(KubeKinds.CLAIMS, this::bindClaim);
        each(KubeKinds.DEFINITIONS, this::establish);
        each(KubeKinds.JOBS, jobs::reconcile);
        jobs.releaseOrphans();
        each(KubeKinds.STATEFUL_SETS, statefulSets::reconcile);
        each(KubeKinds.DAEMON_SETS, daemonSets::reconcile);
        each(KubeKinds.REPLICA_SETS, replicaSets::reconcile);
        each(KubeKinds.DEPLOYMENTS, deployments::reconcile);
    }

    private void each(KubeKind kind, Consumer<ObjectNode> controller) {
        for (ObjectNode object : store.list(kind, null, any -> true).items()) {
            try {
                synchronized (store) {
                    // what one object's controller did may have changed or removed the next one
                    store.get(KubeStore.key(kind, KubeJson.namespace(object), KubeJson.name(object)))
                            .filter(now -> KubeJson.uid(now).equals(KubeJson.uid(object)))
                            .ifPresent(controller);
                }
            } catch (RuntimeException e) {
                LOG.warn("{} {} cannot be reconciled: {}", kind.resource(), KubeJson.name(object), e.toString());
            }
        }
    }

    private void completeNamespace(ObjectNode namespace) {
        String name = KubeJson.name(namespace);
        KubeKind accounts = KubeKinds.builtIn("serviceaccounts");
        if (!KubeJson.isBeingDeleted(namespace)
                && store.get(KubeStore.key(accounts, name, "default")).isEmpty()) {
            objects.create(accounts, name, KubePods.named("v1", "ServiceAccount", "default"), false);
        }
    }

    /** As if a default storage class provisioned at once. */
    private void bindClaim(ObjectNode claim) {
        KubeStore.Key key = KubeStore.key(KubeKinds.CLAIMS, KubeJson.namespace(claim), KubeJson.name(claim));
        store.update(key, next -> {
            ObjectNode spec = KubeJson.child(next, "spec");
            if (!spec.has("volumeName")) {
                spec.put("volumeName", "pvc-" + KubeJson.uid(next));
            }
            ObjectNode status = KubeJson.child(next, "status").put("phase", "Bound");
            status.set("accessModes", spec.path("accessModes"));
            status.set("capacity", KubeJson.at(spec, "resources", "requests"));
        });
    }

    private void establish(ObjectNode definition) {
        store.update(KubeStore.key(KubeKinds.DEFINITIONS, "", KubeJson.name(definition)), next -> {
            ObjectNode status = KubeJson.child(next, "status");
            status.set("acceptedNames", KubeJson.at(next, "spec", "names"));
            KubeJson.condition(status, "NamesAccepted", "True", "NoConflicts", "no conflicts found");
            KubeJson.condition(status, "Established", "True", "InitialNamesAccepted", "");
        });
    }
}
