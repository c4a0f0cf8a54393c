package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** The two nodes of the test cluster. Both are ready for ever and send log requests to the same kubelet. */
final class Nodes {

    static final String KWOK_ANNOTATION = "kwok.x-k8s.io/node";

    private static final String LOCAL_TAINT = "ratchet.demo/local";

    private Nodes() {}

    static void register(KubernetesClient client, int kubeletPort) {
        Node kwok = node(ControlPlane.KWOK_NODE, kubeletPort)
                .editMetadata()
                .addToAnnotations(KWOK_ANNOTATION, "fake")
                .endMetadata()
                .build();
        // The taint keeps DaemonSets away: only a pod runner runs pods there.
        Node local = node(ControlPlane.LOCAL_NODE, kubeletPort)
                .withNewSpec()
                .addNewTaint()
                .withKey(LOCAL_TAINT)
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build();
        for (Node node : new Node[] {kwok, local}) {
            client.nodes().resource(node).create();
            client.nodes().resource(node).patchStatus();
        }
    }

    private static NodeBuilder node(String name, int kubeletPort) {
        Map<String, Quantity> resources =
                Map.of("cpu", new Quantity("1000"), "memory", new Quantity("1Ti"), "pods", new Quantity("10000"));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/hostname", name)
                .addToLabels("kubernetes.io/os", "linux")
                .endMetadata()
                .withNewStatus()
                .addNewAddress("127.0.0.1", "InternalIP")
                .addNewAddress(name, "Hostname")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(kubeletPort)
                .endDaemonEndpoints()
                .withAllocatable(resources)
                .withCapacity(resources)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("RatchetTest")
                .endCondition()
                .endStatus();
    }
}
