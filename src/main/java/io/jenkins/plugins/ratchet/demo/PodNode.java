package io.jenkins.plugins.ratchet.demo;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The node of the {@link PodRunner}: registered, ready, and alive by a heartbeat as a kubelet gives it. */
final class PodNode implements AutoCloseable {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final String name;
    private final ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pod-runner-heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    PodNode(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    void start() {
        if (client.nodes().withName(name).get() == null) {
            client.nodes()
                    .resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .addToLabels("kubernetes.io/hostname", name)
                            .endMetadata()
                            .build())
                    .create();
        }
        beat();
        heartbeat.scheduleWithFixedDelay(this::beat, 8, 8, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        heartbeat.shutdownNow();
    }

    /** Without it, a real controller-manager marks the node's pods unready after 50 seconds. */
    private void beat() {
        try {
            client.nodes().withName(name).subresource("status").patch(MERGE, status());
            var leases = client.leases().inNamespace("kube-node-lease");
            if (leases.withName(name).get() == null) {
                leases.resource(new LeaseBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .withNewSpec()
                                .withHolderIdentity(name)
                                .withLeaseDurationSeconds(40)
                                .endSpec()
                                .build())
                        .create();
            }
            leases.withName(name).edit(lease -> {
                lease.getSpec().setRenewTime(ZonedDateTime.now(ZoneOffset.UTC));
                return lease;
            });
        } catch (KubernetesClientException e) {
            // the API server is away or somebody else wrote first; the next beat is soon
        }
    }

    private static String status() {
        return """
                {"status": {
                  "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "",
                    "lastHeartbeatTime": "%1$s", "lastTransitionTime": "%1$s"}],
                  "capacity": {"cpu": "64", "memory": "256Gi", "pods": "1000"},
                  "allocatable": {"cpu": "64", "memory": "256Gi", "pods": "1000"},
                  "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}]
                }}
                """.formatted(KubeJson.now());
    }
}
