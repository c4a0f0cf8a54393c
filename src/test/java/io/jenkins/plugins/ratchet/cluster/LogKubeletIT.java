package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs of pods on the local node, asked for as users do: through the API server. */
@OnControlPlane
@Timeout(60)
class LogKubeletIT {

    private final ControlPlane plane;

    LogKubeletIT(ControlPlane plane) {
        this.plane = plane;
    }

    @Test
    void serves_what_a_container_has_printed() throws Exception {
        PodResource pod = localPod("printed");
        print("printed", "0001_init applied\n0002_orders applied\n");

        assertThat(pod.getLog()).isEqualTo("0001_init applied\n0002_orders applied\n");
        assertThat(pod.tailingLines(1).getLog()).isEqualTo("0002_orders applied\n");
        assertThat(pod.limitBytes(4).getLog()).isEqualTo("0001");
    }

    @Test
    void a_container_that_printed_nothing_has_an_empty_log() {
        assertThat(localPod("silent").getLog()).isEmpty();
    }

    @Test
    void follows_until_the_container_has_terminated() throws Exception {
        PodResource pod = localPod("followed");

        try (LogWatch watch = pod.watchLog();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(watch.getOutput(), StandardCharsets.UTF_8))) {
            print("followed", "first\n");
            assertThat(lines.readLine()).isEqualTo("first");
            print("followed", "second\n");
            assertThat(lines.readLine()).isEqualTo("second");

            print("followed", "last\n");
            pod.editStatus(running -> new PodBuilder(running)
                    .editStatus()
                    .withPhase("Succeeded")
                    .endStatus()
                    .build());
            assertThat(lines.readLine()).isEqualTo("last");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void kubectl_logs_shows_it() throws Exception {
        Path kubectl = Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(kubectl != null, "kubectl is not on PATH");
        localPod("asked");
        print("asked", "0003_index applied\n");

        Ran ran = Ran.on(plane, kubectl, "logs", "asked", "-c", "migrate");

        assertThat(ran).isEqualTo(new Ran(0, "0003_index applied\n"));
    }

    private PodResource localPod(String name) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations(PodBinder.RUN_ANNOTATION, "local")
                .endMetadata()
                .withNewSpec()
                .withNodeName(ControlPlane.LOCAL_NODE)
                .addNewContainer()
                .withName("migrate")
                .withImage("example.test/migrate:1")
                .endContainer()
                .endSpec()
                .build();
        plane.client().pods().inNamespace("default").resource(pod).create();
        return plane.client().pods().inNamespace("default").withName(name);
    }

    private void print(String pod, String text) throws Exception {
        Path folder = Files.createDirectories(plane.podLogs().resolve("default").resolve(pod));
        Files.writeString(folder.resolve("migrate.log"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
