package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.OnControlPlane;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    @Test
    void what_an_account_may_not_look_at_or_try_is_said_and_never_counted_as_fine(ControlPlane plane)
            throws IOException {
        ChangeScene scene = new ChangeScene(cluster, helm, directory, "changes-restricted");
        String maps = IntStream.range(0, 5)
                .mapToObj(
                        i -> "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m" + i + "}\ndata: {a: '%1$s'}\n---\n")
                .collect(Collectors.joining());
        String rest = """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {ports: [{port: 80}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api}
                spec:
                  selector: {matchLabels: {app: api}}
                  template:
                    metadata: {labels: {app: api}}
                    spec: {containers: [{name: api, image: "shop/api:1"}]}
                """;
        scene.install(scene.chart("1.0.0", "{}", maps.formatted("same") + rest));
        Path chart = scene.chart("1.1.0", "{}", maps.formatted("same").replaceFirst("same", "other") + rest);
        Files.createDirectories(chart.resolve("crds"));
        Files.writeString(
                chart.resolve("crds/crd.yaml"),
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: shops.example.org}\n");
        try (Cluster restricted = Cluster.connect(restricted(plane, scene.namespace), null)) {
            Changes changes = scene.by(restricted, Helm.find(plane.helm(3).toString(), Map.of(), restricted))
                    .changes(chart);

            assertThat(changes.findings()).allSatisfy(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.WARN);
                assertThat(finding.rule()).isEqualTo("not-looked-at");
            });
            assertThat(changes.findings())
                    .extracting(Finding::seen)
                    .containsExactlyInAnyOrder(
                            "not compared with what is live, no right to get it: Deployment api",
                            "not tried by a dry run at the API server, no right to try it: ConfigMap m0",
                            "the pods, and so the digests of the images that run: no right to list them",
                            "definitions not compared with the chart's crds/, no right to get it: shops.example.org");
            assertThat(changes.objects())
                    .singleElement()
                    .satisfies(each -> assertThat(each.object().toString()).isEqualTo("ConfigMap m0"));
            assertThat(changes.unchanged()).isEqualTo(5);
            assertThat(changes.notes()).singleElement().asString().startsWith("0 of 1 changed objects were tried");
        }
    }

    /** A kubeconfig of an account that helm can plan as, and that may list no ConfigMaps, and get no Deployments. */
    private Path restricted(ControlPlane plane, String namespace) throws IOException {
        KubernetesClient admin = cluster.client();
        admin.load(new ByteArrayInputStream("""
                        apiVersion: v1
                        kind: ServiceAccount
                        metadata: {name: planner}
                        ---
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata: {name: planner}
                        rules:
                          - {apiGroups: [""], resources: [secrets, services], verbs: [get, list]}
                          - {apiGroups: [""], resources: [configmaps], verbs: [get]}
                        ---
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: {name: planner}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: planner}
                        subjects: [{kind: ServiceAccount, name: planner}]
                        """.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .create();
        String token = Json.mapper()
                .readTree(admin.raw(
                        "/api/v1/namespaces/" + namespace + "/serviceaccounts/planner/token",
                        "POST",
                        Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", Map.of())))
                .at("/status/token")
                .asText();
        return Files.writeString(
                directory.resolve("restricted"),
                Files.readString(plane.kubeconfig()).replaceFirst("token: [^}]*", "token: " + token));
    }

    @Test
    void helm_4_renders_the_same_upgrade(ControlPlane plane) throws IOException {
        ChangeScene scene = new ChangeScene(cluster, helm, directory, "changes-helm-4");
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE));
        Path next = scene.chart("1.1.0", VALUES.replace("green", "red"), TEMPLATE.replace("app: api}", "app: web}"));

        Changes by3 = scene.changes(next);
        Changes by4 = scene.by(cluster, Helm.find(plane.helm(4).toString(), Map.of(), cluster))
                .changes(next);

        assertThat(ChangeScene.rules(by3)).contains("immutable-field");
        assertSame(by4, by3);
    }
}
