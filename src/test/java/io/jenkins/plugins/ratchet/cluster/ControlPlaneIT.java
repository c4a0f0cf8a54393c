package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnControlPlane
@Timeout(180)
class ControlPlaneIT {

    private static final Path CHART = Path.of("src/test/resources/charts/hooked");

    private final ControlPlane plane;

    ControlPlaneIT(ControlPlane plane) {
        this.plane = plane;
    }

    @Test
    void tells_the_version_it_was_built_from() {
        assertThat(plane.client().getKubernetesVersion().getMinor()).isEqualTo("34");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void a_chart_with_a_pre_upgrade_hook_installs_and_upgrades(int helm, @TempDir Path charts) {
        String namespace = "helm-" + helm;
        run(helm, "package", CHART.toString(), "--version", "1.0.0", "-d", charts.toString());
        run(helm, "package", CHART.toString(), "--version", "1.1.0", "-d", charts.toString());

        run(helm, "install", "shop", charts + "/hooked-1.0.0.tgz", "-n", namespace, "--create-namespace", "--wait");
        Job first = migration(namespace);
        run(helm, "upgrade", "shop", charts + "/hooked-1.1.0.tgz", "-n", namespace, "--wait");
        Job second = migration(namespace);

        assertThat(second.getMetadata().getUid())
                .isNotEqualTo(first.getMetadata().getUid());
        assertThat(second.getStatus().getSucceeded()).isEqualTo(1);
        assertThat(run(helm, "history", "shop", "-n", namespace))
                .containsPattern("1 .*superseded.*hooked-1.0.0")
                .containsPattern("2 .*deployed.*hooked-1.1.0");
        Deployment shop = plane.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("shop")
                .get();
        assertThat(shop.getStatus().getReadyReplicas()).isEqualTo(2);
        assertThat(shop.getStatus().getUpdatedReplicas()).isEqualTo(2);
    }

    @Test
    void a_watch_goes_on_after_the_api_server_was_killed_and_came_back() {
        try (var seen = plane.client()
                .configMaps()
                .inNamespace("default")
                .withLabel("test", "watch")
                .inform()) {
            create("before-restart");
            eventually(() -> seen.getIndexer().getByKey("default/before-restart") != null);

            plane.restartApiServer();
            create("after-restart");

            eventually(() -> seen.getIndexer().getByKey("default/after-restart") != null);
            assertThat(seen.getIndexer().getByKey("default/before-restart")).isNotNull();
        }
    }

    @Test
    void a_stopped_api_server_refuses_connections_until_it_is_started() {
        plane.stopApiServer();
        assertThatThrownBy(() -> plane.client().namespaces().list()).isInstanceOf(KubernetesClientException.class);

        plane.startApiServer();
        assertThat(plane.client().namespaces().list().getItems()).isNotEmpty();
        run(3, "install", "shop", CHART.toString(), "-n", "after-stop", "--create-namespace", "--wait");
    }

    @Test
    void close_leaves_no_process_and_no_file() {
        ControlPlane another = ControlPlane.start();
        Path directory = another.directory();
        assertThat(processesOf(directory)).hasSizeGreaterThanOrEqualTo(5);

        another.close();

        assertThat(processesOf(directory)).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void a_killed_jvm_leaves_no_process() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAndWaits.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path directory;
        try (BufferedReader said = new BufferedReader(new InputStreamReader(jvm.getInputStream()))) {
            directory = Path.of(said.readLine());
            assertThat(processesOf(directory)).hasSizeGreaterThanOrEqualTo(5);
        } finally {
            jvm.destroyForcibly();
        }

        eventually(() -> processesOf(directory).isEmpty());
        assertThat(directory).exists(); // with the logs
        Directories.delete(directory);
    }

    /** The main class of the JVM that is killed. */
    static final class StartsAndWaits {
        private StartsAndWaits() {}

        public static void main(String[] args) throws InterruptedException {
            System.out.println(ControlPlane.start().directory());
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        }
    }

    private String run(int helm, String... arguments) {
        Ran ran = Ran.on(plane, plane.helm(helm), arguments);
        assertThat(ran.exit()).as(ran.output()).isZero();
        return ran.output();
    }

    private Job migration(String namespace) {
        return plane.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName("shop-migration")
                .get();
    }

    private void create(String name) {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("test", "watch")
                .endMetadata()
                .build();
        plane.client().configMaps().inNamespace("default").resource(map).create();
    }

    private static List<String> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.contains(directory.toString()))
                .toList();
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
