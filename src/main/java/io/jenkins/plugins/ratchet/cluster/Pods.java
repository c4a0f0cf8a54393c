package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the pod that a user means. */
public final class Pods {
    private Pods() {}

    /**
     * The one running pod.
     *
     * @param pod its name, or a label selector: that is what holds an equals sign
     * @param what names the setting in errors
     * @throws RunException {@code USAGE} where there is not exactly one
     */
    public static Pod find(Cluster cluster, String namespace, String pod, String what) {
        boolean selector = pod.contains("=");
        List<Pod> found;
        try {
            var pods = cluster.client().pods().inNamespace(namespace);
            Pod named = selector ? null : pods.withName(pod).get();
            found = selector
                    ? pods.withLabelSelector(pod).list().getItems()
                    : named == null ? List.of() : List.of(named);
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    what + ": pods in namespace " + namespace + " cannot be read: " + cluster.reason(e), e);
        }
        List<Pod> running = found.stream().filter(Pods::running).toList();
        if (running.size() == 1) {
            return running.get(0);
        }
        String is = what + " is " + pod + ": ";
        if (running.size() > 1) {
            throw RunException.usage(is + "the running pods "
                    + running.stream()
                            .map(each -> each.getMetadata().getName())
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + " match; name one, or a label that only the primary has");
        }
        throw RunException.usage(is
                + (found.isEmpty()
                        ? "there is no such pod in namespace " + namespace
                        : "the pod " + found.get(0).getMetadata().getName() + " is not running"));
    }

    /** Whether its containers run and it is not about to end. */
    public static boolean running(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }
}
