package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Helm against the small API: the embedded one from target/ratchet.jar, and the binaries where somebody built them. */
class DemoHelmIT {
    private static final String EMBEDDED = "embedded";
    private static final Path BINARIES = Path.of(System.getProperty("user.home"), ".cache/ratchet/control-plane/bin");

    @TempDir
    Path directory;

    private DemoCluster cluster;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        cluster = new DemoCluster(directory);
        Path templates = Files.createDirectories(directory.resolve("chart/templates"));
        Files.writeString(directory.resolve("chart/Chart.yaml"), "{apiVersion: v2, name: shop, version: 1.0.0}\n");
        Files.writeString(templates.resolve("all.yaml"), """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: {{ .Release.Name }}-migrate
                  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: before-hook-creation}
                spec:
                  backoffLimit: 0
                  template:
                    metadata: {annotations: {ratchet.demo/run: local}}
                    spec:
                      restartPolicy: Never
                      containers:
                      - name: migrate
                        image: none
                        command: [sh, -c, "echo migrating; sleep {{ .Values.nap | default 0 }}; exit {{ .Values.code | default 0 }}"]
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: "{{ .Release.Name }}"}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
                  template:
                    metadata: {labels: {app: "{{ .Release.Name }}"}}
                    spec: {containers: [{name: web, image: "web:{{ .Values.tag | default 1 }}"}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: "{{ .Release.Name }}"}
                spec: {selector: {app: "{{ .Release.Name }}"}, ports: [{port: 80}]}
                """);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static Process launch(Path directory, String helm, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (helm.equals(EMBEDDED)) {
            command.addAll(
                    List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp"));
            command.add(Path.of("target/ratchet.jar").toAbsolutePath().toString());
            command.add("io.jenkins.plugins.ratchet.helm.EmbeddedHelm");
        } else {
            Assumptions.assumeTrue(
                    Files.isExecutable(BINARIES.resolve(helm)), "no helm binary at " + BINARIES.resolve(helm));
            command.add(BINARIES.resolve(helm).toString());
        }
        command.addAll(List.of(arguments));
        command.addAll(List.of("--kubeconfig", directory.resolve("kubeconfig").toString(), "-n", "shop"));
        return new ProcessBuilder(command).directory(directory.toFile()).start();
    }

    private Ended helm(String helm, String... arguments) throws Exception {
        return await(launch(directory, helm, arguments));
    }

    private static Ended await(Process process) throws Exception {
        var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        String out = read(process.getInputStream());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err.get());
    }

    private static String read(java.io.InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private JsonNode history(String helm) throws Exception {
        return KubeJson.JSON.readTree(
                helm(helm, "history", "shop", "-o", "json").out());
    }

    private void install(String helm) throws Exception {
        Ended ended = helm(helm, "install", "shop", "chart", "--create-namespace", "--wait", "--timeout", "30s");
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {EMBEDDED, "helm", "helm4"})
    void a_release_is_installed_upgraded_failed_by_its_hook_and_uninstalled(String helm) throws Exception {
        install(helm);
        var deployments = cluster.client.apps().deployments().inNamespace("shop");
        assertThat(deployments.withName("shop").get().getStatus().getAvailableReplicas())
                .isEqualTo(2);

        Ended upgraded =
                helm(helm, "upgrade", "shop", "chart", "--set", "tag=2", "--wait", "--timeout", "30s", "-o", "json");
        assertThat(upgraded.code()).as(upgraded.err()).isZero();
        assertThat(KubeJson.JSON.readTree(upgraded.out()).path("version").asInt())
                .isEqualTo(2);
        assertThat(deployments.withName("shop").get().toString()).contains("web:2");

        Ended failed = helm(helm, "upgrade", "shop", "chart", "--set", "code=3", "--timeout", "30s");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("Error: UPGRADE FAILED: pre-upgrade hooks failed");
        assertThat(history(helm).findValuesAsText("status")).containsExactly("superseded", "deployed", "failed");
        assertThat(deployments.withName("shop").get().toString()).contains("web:2");

        assertThat(helm(helm, "uninstall", "shop").code()).isZero();
        DemoCluster.await(
                "no pod of the Deployment is left",
                () -> cluster.client
                        .pods()
                        .inNamespace("shop")
                        .withLabel("app", "shop")
                        .list()
                        .getItems()
                        .isEmpty());
        List<Secret> releases =
                cluster.client.secrets().inNamespace("shop").list().getItems();
        assertThat(releases).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {EMBEDDED, "helm", "helm4"})
    void of_two_upgrades_at_once_exactly_one_wins(String helm) throws Exception {
        install(helm);
        Process first = launch(directory, helm, "upgrade", "shop", "chart", "--set", "nap=2", "--timeout", "30s");
        Process second = launch(directory, helm, "upgrade", "shop", "chart", "--set", "nap=2", "--timeout", "30s");
        Ended one = await(first);
        Ended other = await(second);
        assertThat(List.of(one.code(), other.code())).containsExactlyInAnyOrder(0, 1);
        assertThat(one.err() + other.err()).containsAnyOf("already exists", "another operation");
        assertThat(history(helm)).hasSize(2);
    }

    @Test
    void an_embedded_upgrade_outlives_a_request_to_stop_and_an_install_ends_as_failed() throws Exception {
        Process install =
                launch(directory, EMBEDDED, "install", "shop", "chart", "--create-namespace", "--set", "nap=20");
        DemoCluster.await("the hook to run", this::hookRuns);
        install.toHandle().destroy();
        assertThat(await(install).code()).isEqualTo(1);
        assertThat(history(EMBEDDED).findValuesAsText("status")).containsExactly("failed");

        Process upgrade = launch(directory, EMBEDDED, "upgrade", "shop", "chart", "--set", "nap=3");
        DemoCluster.await("the new hook to run", () -> history(EMBEDDED).size() == 2 && hookRuns());
        upgrade.toHandle().destroy();
        assertThat(await(upgrade).code()).isZero();
        assertThat(history(EMBEDDED).findValuesAsText("status")).containsExactly("superseded", "deployed");
    }

    private boolean hookRuns() {
        return cluster.client.pods().inNamespace("shop").withLabel("job-name").list().getItems().stream()
                .anyMatch(pod -> "Running".equals(pod.getStatus().getPhase())
                        && pod.getMetadata().getDeletionTimestamp() == null);
    }

    @Test
    void the_embedded_helm_survives_an_outage_of_the_api_server() throws Exception {
        install(EMBEDDED);
        Process upgrade = launch(directory, EMBEDDED, "upgrade", "shop", "chart", "--set", "nap=3", "--timeout", "30s");
        DemoCluster.await("the hook to run", this::hookRuns);
        cluster.api.stop();
        Thread.sleep(1500);
        cluster.api.start();
        Ended ended = await(upgrade);
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    @Test
    void what_the_embedded_helm_cannot_do_is_refused_without_an_effect() throws Exception {
        Ended refused = helm(EMBEDDED, "upgrade", "shop", "chart", "--atomic");
        assertThat(refused.code()).isEqualTo(64);
        assertThat(refused.err()).startsWith("Error: ").contains("--atomic");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void without_helm_java_one_line_says_so() throws Exception {
        Path alone = Files.copy(Path.of("target/ratchet.jar"), directory.resolve("ratchet.jar"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        alone.toString(),
                        "io.jenkins.plugins.ratchet.helm.EmbeddedHelm",
                        "version")
                .start();
        Ended ended = await(process);
        assertThat(ended.code()).isEqualTo(69);
        assertThat(ended.err().lines()).hasSize(1).first().asString().contains("install helm 3.13");
    }
}
