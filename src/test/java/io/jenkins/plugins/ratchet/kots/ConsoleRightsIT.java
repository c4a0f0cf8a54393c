package io.jenkins.plugins.ratchet.kots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.OnControlPlane;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rights that the page names for the namespace of an admin console, on a real API server: with every one of them but one
 * the error names that one. Nobody is behind the port there; that the API server would forward to it is as far as it goes.
 */
@OnControlPlane
class ConsoleRightsIT {
    private static final Path PAGE = Path.of("docs/products/carto-kots.md");
    private static final String NAMESPACE = "console-rights";
    private static final String ROLE = "ratchet-console";

    @TempDir
    Path directory;

    private static List<JsonNode> documented() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("kind: Role\n");
        int start = page.lastIndexOf("```yaml\n", begin) + "```yaml\n".length();
        List<JsonNode> rules = new ArrayList<>();
        Serialization.unmarshal(page.substring(start, page.indexOf("```", begin)), JsonNode.class)
                .path("rules")
                .forEach(rules::add);
        assertThat(rules).hasSizeGreaterThan(3);
        return rules;
    }

    @Test
    void in_a_namespace_of_ones_own_the_error_names_the_right_that_is_missing(ControlPlane plane) throws Exception {
        KubernetesClient all = plane.client();
        console(all);
        List<JsonNode> rules = documented();
        allow(all, List.of());
        Path kubeconfig = restricted(plane);
        try (Cluster cluster = Cluster.connect(kubeconfig, null)) {
            Settings settings =
                    new Settings(directory, Map.of(), cluster, NAMESPACE, MissingNode.getInstance(), new Redaction());
            AdminConsole console = new AdminConsole(cluster, NAMESPACE, "carto", settings, new Redaction());

            for (JsonNode missing : rules) {
                List<JsonNode> others = new ArrayList<>(rules);
                others.remove(missing);
                allow(all, others);
                String resource = missing.at("/resources/0").asText();
                Throwable refused = eventually(
                        () -> catchThrowable(() -> ask(console)), resource.replace("pods/portforward", "portforward"));
                assertThat(refused)
                        .as(resource)
                        .hasMessageContaining(missing.at("/verbs/0").asText());
            }
            allow(all, rules);
            eventually(() -> catchThrowable(() -> ask(console)), "the API server answered 404");
            assertThat(console.version()).contains("v1.117.3");
        }
    }

    private static void ask(AdminConsole console) {
        console.version();
        console.current();
    }

    /** A role takes effect a moment after it was written. */
    private static Throwable eventually(java.util.function.Supplier<Throwable> question, String wanted)
            throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        Throwable last = question.get();
        while (!String.valueOf(last == null ? null : last.getMessage()).contains(wanted)) {
            assertThat(System.nanoTime()).as("still: %s, not: %s", last, wanted).isLessThan(end);
            Thread.sleep(50);
            last = question.get();
        }
        return last;
    }

    private static void allow(KubernetesClient client, List<JsonNode> rules) {
        ObjectNode role = Json.mapper()
                .createObjectNode()
                .put("apiVersion", "rbac.authorization.k8s.io/v1")
                .put("kind", "Role");
        role.putObject("metadata").put("name", ROLE).put("namespace", NAMESPACE);
        role.set("rules", Json.mapper().valueToTree(rules));
        client.resource(role.toString()).createOr(existing -> existing.update());
    }

    private static void console(KubernetesClient client) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.load(ConsoleRightsIT.class.getResourceAsStream("/kots/console.yaml"))
                .inNamespace(NAMESPACE)
                .create();
        client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("kotsadm")
                .waitUntilReady(60, java.util.concurrent.TimeUnit.SECONDS);
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("ratchet")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.resource("""
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata: { name: %1$s, namespace: %2$s }
                        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s }
                        subjects: [{ kind: ServiceAccount, name: ratchet, namespace: %2$s }]
                        """.formatted(ROLE, NAMESPACE)).create();
    }

    private Path restricted(ControlPlane plane) throws IOException {
        String path = "/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts/ratchet/token";
        String answer = plane.client()
                .raw(
                        path,
                        "POST",
                        Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", Map.of()));
        String token =
                Json.mapper().readTree(answer).path("status").path("token").asText();
        String text = Files.readString(plane.kubeconfig());
        assertThat(text).contains("token: ");
        return Files.writeString(
                directory.resolve("kubeconfig"), text.replaceAll("token: [^}\\s]+", "token: " + token));
    }
}
