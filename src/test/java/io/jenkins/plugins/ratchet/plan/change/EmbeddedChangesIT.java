package io.jenkins.plugins.ratchet.plan.change;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.helm.Helm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded API, by the helm binary. */
final class EmbeddedChangesIT extends ChangeScenes {
    @TempDir
    static Path place;

    private static LocalApi api;
    private static Helm helm;

    @BeforeAll
    static void start() throws IOException {
        if (ControlPlane.builtHelm().isEmpty()) {
            System.err.println("SKIPPED: EmbeddedChangesIT needs the helm binary that src/test/cluster/build makes");
        }
        Assumptions.assumeTrue(ControlPlane.builtHelm().isPresent());
        api = new LocalApi(place);
        helm = Helm.find(ControlPlane.builtHelm().get().toString(), Map.of(), api.cluster);
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
    }

    @Override
    Cluster cluster() {
        return api.cluster;
    }

    @Override
    Helm helm() {
        return helm;
    }
}
