package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.OnControlPlane;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** On the real control plane: what its API server says to changes in a dry run. */
@OnControlPlane
final class ControlPlaneChangesIT extends ChangeScenes {
    private static Cluster cluster;
    private final Helm helm;

    ControlPlaneChangesIT(ControlPlane plane) {
        if (cluster == null) {
            cluster = Cluster.connect(plane.kubeconfig(), null);
        }
        helm = Helm.find(plane.helm(3).toString(), Map.of(), cluster);
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    @Override
    Cluster cluster() {
        return cluster;
    }

    @Override
    Helm helm() {
        return helm;
    }

    @Test
    void what_only_the_api_server_knows_to_be_wrong_is_refused_too() throws IOException {
        ChangeScene scene = new ChangeScene(cluster, helm, directory, "changes-refused");
        String service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: %s}]}\n";
        scene.install(scene.chart("1.0.0", "{}", service.formatted("80")));

        Changes changes = scene.changes(scene.chart("1.1.0", "{}", service.formatted("99999")));

        assertThat(changes.findings()).extracting(Finding::rule).isEqualTo(List.of("dry-run-refused"));
        assertThat(changes.findings().get(0).seen()).contains("Service web", "99999");
    }
}
