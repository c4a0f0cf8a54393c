package io.jenkins.plugins.ratchet.backup.kubernetes;

import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.OnControlPlane;
import java.nio.file.Path;

/** On a real kube-apiserver. */
@OnControlPlane
class KubernetesStoresIT extends KubernetesStores {
    private final ControlPlane plane;

    KubernetesStoresIT(ControlPlane plane) {
        this.plane = plane;
    }

    @Override
    Path kubeconfig() {
        return plane.kubeconfig();
    }
}
