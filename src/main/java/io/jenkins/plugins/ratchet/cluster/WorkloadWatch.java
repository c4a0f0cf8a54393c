package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The workloads of a release and their ReplicaSets and pods, kept up to date by watches.
 *
 * <p>fabric8's informers list, then watch, and list again whenever a watch breaks off or its resource version expired.
 */
final class WorkloadWatch implements AutoCloseable {
    private final KubernetesClient client;
    private final List<WorkloadRef> refs;
    private final Map<Source, SharedIndexInformer<? extends HasMetadata>> informers = new LinkedHashMap<>();
    private final Semaphore changes = new Semaphore(0);
    private volatile String refusal;
    private volatile String lastError;

    /** What one informer looks at. */
    private record Source(Class<? extends HasMetadata> type, String namespace) {}

    WorkloadWatch(KubernetesClient client, List<WorkloadRef> refs) {
        this.client = client;
        this.refs = refs;
        Set<Source> sources = new LinkedHashSet<>();
        for (WorkloadRef ref : refs) {
            sources.add(new Source(type(ref.kind()), ref.namespace()));
            sources.add(new Source(Pod.class, ref.namespace()));
            if (ref.kind() == WorkloadRef.Kind.DEPLOYMENT) {
                sources.add(new Source(ReplicaSet.class, ref.namespace()));
            }
        }
        sources.forEach(source -> informers.put(source, start(source)));
    }

    /** Whether everything was listed at least once. */
    boolean synced() {
        return informers.values().stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** Waits for a change; false where none came in time. Changes that came together count as one. */
    boolean changed(long nanos) {
        try {
            boolean any = changes.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            changes.drainPermits();
            return any;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Why the API server will not let these workloads be watched; null where it does. */
    String refusal() {
        return refusal;
    }

    /** What last went wrong with a list or a watch; null where nothing did. */
    String lastError() {
        return lastError;
    }

    List<WorkloadStatus> statuses() {
        Map<String, Evidence> evidence = new HashMap<>();
        return refs.stream()
                .map(ref -> {
                    HasMetadata object = informers
                            .get(new Source(type(ref.kind()), ref.namespace()))
                            .getStore()
                            .getByKey(ref.namespace() + "/" + ref.name());
                    return evidence.computeIfAbsent(ref.namespace(), this::evidence)
                            .complete(Readiness.of(ref, object), object);
                })
                .toList();
    }

    private Evidence evidence(String namespace) {
        return new Evidence(all(ReplicaSet.class, namespace), all(Pod.class, namespace));
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
    }

    private <T extends HasMetadata> List<T> all(Class<T> type, String namespace) {
        SharedIndexInformer<? extends HasMetadata> informer = informers.get(new Source(type, namespace));
        List<T> all = new ArrayList<>();
        if (informer != null) {
            informer.getStore().list().forEach(each -> all.add(type.cast(each)));
        }
        return all;
    }

    private SharedIndexInformer<? extends HasMetadata> start(Source source) {
        SharedIndexInformer<? extends HasMetadata> informer =
                client.resources(source.type()).inNamespace(source.namespace()).runnableInformer(0);
        informer.addEventHandler(new Signal());
        informer.exceptionHandler((started, failure) -> {
            note(source, failure);
            return refusal == null;
        });
        informer.start().whenComplete((nothing, failure) -> changes.release());
        return informer;
    }

    private void note(Source source, Throwable failure) {
        String why = failure.toString();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof KubernetesClientException answer && answer.getCode() > 0) {
                why = answer.getCode() + " " + answer.getMessage();
                if (answer.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                        || answer.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
                    refusal = describe(source, why) + "; grant `list` and `watch` on them";
                }
            }
        }
        lastError = describe(source, why);
        changes.release();
    }

    private String describe(Source source, String why) {
        return source.type().getSimpleName() + "s in namespace " + source.namespace() + " cannot be watched at "
                + client.getMasterUrl() + ": " + why;
    }

    private static Class<? extends HasMetadata> type(WorkloadRef.Kind kind) {
        return switch (kind) {
            case DEPLOYMENT -> Deployment.class;
            case STATEFUL_SET -> StatefulSet.class;
            case DAEMON_SET -> DaemonSet.class;
            case JOB -> Job.class;
            case POD -> Pod.class;
            case SERVICE -> throw new IllegalArgumentException(kind + " is in no cluster");
        };
    }

    /** Says that something changed; what it was is read from the informers' stores. */
    private final class Signal implements ResourceEventHandler<HasMetadata> {
        @Override
        public void onList(String resourceVersion, boolean remaining) {
            changes.release();
        }

        @Override
        public void onAdd(HasMetadata added) {
            changes.release();
        }

        @Override
        public void onUpdate(HasMetadata before, HasMetadata after) {
            changes.release();
        }

        @Override
        public void onDelete(HasMetadata deleted, boolean finalStateUnknown) {
            changes.release();
        }
    }
}
