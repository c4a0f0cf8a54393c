package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.OnControlPlane;
import java.nio.file.Path;

/** On a real kube-apiserver. */
@OnControlPlane
class SuspensionsIT extends SuspensionsOnACluster {
    private final ControlPlane plane;

    SuspensionsIT(ControlPlane plane) {
        this.plane = plane;
    }

    @Override
    Path kubeconfig() {
        return plane.kubeconfig();
    }
}
