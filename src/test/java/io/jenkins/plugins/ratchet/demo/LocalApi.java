package io.jenkins.plugins.ratchet.demo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** The small API, and a connection to it as Ratchet makes one. Nothing runs its pods. */
public final class LocalApi implements AutoCloseable {
    public final KubeApi api;
    public final Path kubeconfig;
    public final Cluster cluster;

    public LocalApi(Path directory) throws IOException {
        api = new KubeApi(directory.resolve("logs"));
        api.start();
        kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig());
        cluster = Cluster.connect(kubeconfig, null);
    }

    public KubernetesClient client() {
        return cluster.client();
    }

    /** Waits until something is so. */
    public static void await(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(limit.toSeconds() + " s are over, and still not: " + what);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        cluster.close();
        api.close();
    }
}
