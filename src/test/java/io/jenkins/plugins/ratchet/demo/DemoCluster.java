package io.jenkins.plugins.ratchet.demo;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** The small API with a client and a pod runner, for one test. */
final class DemoCluster implements AutoCloseable {
    final KubeApi api;
    final KubernetesClient client;
    final Path kubeconfig;
    private final PodRunner runner;

    DemoCluster(Path directory) throws IOException {
        api = new KubeApi(directory.resolve("logs"), Duration.ofMillis(100));
        api.start();
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(api.kubeconfig()))
                .build();
        kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig());
        runner = new PodRunner(client, directory.resolve("logs"), true);
        runner.start();
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 400; i++) {
            if (condition.call()) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("20 seconds are over, and still not: " + what);
    }

    @Override
    public void close() {
        runner.close();
        client.close();
        api.close();
    }
}
