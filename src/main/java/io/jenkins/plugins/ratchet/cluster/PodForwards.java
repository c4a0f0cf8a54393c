package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Port-forwards to pods, one for each port of a pod however often it is asked for. */
public final class PodForwards implements AutoCloseable {
    /** This end of every port-forward; nobody beyond this machine can connect to it. */
    public static final String HOST = "127.0.0.1";

    private final Cluster cluster;
    private final Map<String, PodForward> open = new HashMap<>();

    PodForwards(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param pod name of the pod at the other end
     * @param podPort where it listens
     * @param localPort where this end listens, at {@link #HOST}
     */
    public record Forward(String pod, int podPort, int localPort) {}

    /**
     * A way to a port of a pod, for as many connections as one likes.
     *
     * @param pod its name, or a label selector that only one running pod has
     * @param what names the setting in errors
     * @throws RunException {@code USAGE} where there is not exactly one such pod, {@code UNAVAILABLE} where the API server
     *     refuses or cannot be reached
     */
    public synchronized Forward open(String namespace, String pod, int port, String what) {
        String name = Pods.find(cluster, namespace, pod, what).getMetadata().getName();
        String key = namespace + "/" + name + ":" + port;
        PodForward forward = open.get(key);
        if (forward == null) {
            try {
                forward = PodForward.to(cluster.client(), namespace, name, port);
            } catch (KubernetesClientException e) {
                throw RunException.unavailable(
                        what + ": no port-forward to port " + port + " of pod " + namespace + "/" + name + ": "
                                + cluster.reason(e)
                                + (e.getCode() == 403 ? "; grant get and create on pods/portforward" : ""),
                        e);
            } catch (IOException e) {
                throw RunException.unavailable(what + ": no local port for a port-forward: " + e.getMessage(), e);
            }
            open.put(key, forward);
        }
        return new Forward(name, port, forward.localPort());
    }

    @Override
    public synchronized void close() {
        open.values().forEach(PodForward::close);
        open.clear();
    }
}
