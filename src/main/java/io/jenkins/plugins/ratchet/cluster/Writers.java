package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stops and starts the workloads that write to a database: Deployments and StatefulSets by their replicas, CronJobs by
 * suspending them. Each is named as kubectl names it, {@code deployment/api}.
 *
 * <p>Zero replicas also put a HorizontalPodAutoscaler out of action until there is one again.
 */
public final class Writers {
    private static final String MANAGER = "ratchet";
    private static final int ATTEMPTS = 10;

    private final Cluster cluster;
    private final String namespace;

    public Writers(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /**
     * The replicas that are wanted of it now; for a CronJob 0 where it is suspended and 1 where it is not. Empty where
     * there is no such workload.
     */
    public Optional<Integer> replicas(String writer) {
        return ask(writer, () -> Optional.ofNullable(resource(writer).get()).map(Writers::replicas));
    }

    /** Wants this many replicas of it; one that does not exist is passed over. */
    public void scale(String writer, int replicas) {
        String patch = writer.startsWith("cronjob/")
                ? "{\"spec\":{\"suspend\":" + (replicas == 0) + "}}"
                : "{\"spec\":{\"replicas\":" + replicas + "}}";
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(MANAGER)
                .build();
        ask(writer, () -> {
            if (resource(writer).get() != null) {
                resource(writer).patch(context, patch);
            }
            return null;
        });
    }

    /**
     * Gives up what {@link #scale} made ours among the fields of a workload: helm 4 applies on the server's side, and
     * would not touch a field that somebody else has set.
     */
    public void disown(String writer) {
        ask(writer, () -> {
            for (int attempt = 1; ; attempt++) {
                HasMetadata object = resource(writer).get();
                if (object == null
                        || object.getMetadata().getManagedFields() == null
                        || !object.getMetadata()
                                .getManagedFields()
                                .removeIf(entry -> MANAGER.equals(entry.getManager()))) {
                    return null;
                }
                try {
                    // With its resourceVersion, so that a change by somebody else in between is not undone.
                    return cluster.client().resource(object).update();
                } catch (KubernetesClientException e) {
                    if (e.getCode() != 409 || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        });
    }

    /** Names of the pods that still belong to these workloads, those that are ending included. */
    public List<String> pods(List<String> writers) {
        List<String> names = new ArrayList<>();
        for (String writer : writers) {
            names.addAll(ask(writer, () -> pods(resource(writer).get())));
        }
        return names;
    }

    private List<String> pods(HasMetadata object) {
        KubernetesClient client = cluster.client();
        if (object == null) {
            return List.of();
        }
        if (object instanceof CronJob cronJob) {
            Set<String> jobs = client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                    .filter(job -> ownedBy(job, Set.of(cronJob.getMetadata().getUid())))
                    .map(job -> job.getMetadata().getUid())
                    .collect(Collectors.toSet());
            return client.pods().inNamespace(namespace).list().getItems().stream()
                    .filter(pod -> ownedBy(pod, jobs) && !ended(pod))
                    .map(pod -> pod.getMetadata().getName())
                    .toList();
        }
        LabelSelector selector = object instanceof Deployment deployment
                ? deployment.getSpec().getSelector()
                : ((StatefulSet) object).getSpec().getSelector();
        return client.pods().inNamespace(namespace).withLabelSelector(selector).list().getItems().stream()
                .filter(pod -> !ended(pod))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private static boolean ownedBy(HasMetadata object, Set<String> owners) {
        return object.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .anyMatch(owners::contains);
    }

    private static boolean ended(Pod pod) {
        String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static int replicas(HasMetadata object) {
        if (object instanceof CronJob cronJob) {
            return Boolean.TRUE.equals(cronJob.getSpec().getSuspend()) ? 0 : 1;
        }
        Integer wanted = object instanceof Deployment deployment
                ? deployment.getSpec().getReplicas()
                : ((StatefulSet) object).getSpec().getReplicas();
        return wanted == null ? 1 : wanted;
    }

    private Resource<? extends HasMetadata> resource(String writer) {
        String name = writer.substring(writer.indexOf('/') + 1);
        KubernetesClient client = cluster.client();
        return switch (writer.substring(0, writer.indexOf('/'))) {
            case "deployment" ->
                client.apps().deployments().inNamespace(namespace).withName(name);
            case "statefulset" ->
                client.apps().statefulSets().inNamespace(namespace).withName(name);
            case "cronjob" ->
                client.batch().v1().cronjobs().inNamespace(namespace).withName(name);
            default -> throw RunException.usage(writer + " is no workload that can be stopped");
        };
    }

    private <T> T ask(String writer, java.util.function.Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "workload " + writer + " in namespace " + namespace + " cannot be read or scaled: "
                            + cluster.reason(e)
                            + (e.getCode() == 403 ? "; grant get, list, patch and update on it" : ""),
                    e);
        }
    }
}
