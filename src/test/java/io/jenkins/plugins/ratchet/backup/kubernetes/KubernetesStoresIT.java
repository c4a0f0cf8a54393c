package io.jenkins.plugins.ratchet.backup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.OnControlPlane;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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

    /** The embedded API binds every claim. */
    @Test
    void aClaimThatIsNeverFilledFailsAndNamesWhatIsLeft() {
        controller.fills(false);
        BackupEntry entry = backUp(volume("60s"));
        try (KeptBackups kept = kept()) {
            StoreRestore restore = restore(kept, entry, volume("2s"), false);

            assertThat(catchThrowableOfType(RunException.class, restore::prepare))
                    .hasMessageContaining("took longer than 2s")
                    .hasMessageContaining("is Pending")
                    .hasMessageContaining("claims that were asked for are left");
        }
    }
}
