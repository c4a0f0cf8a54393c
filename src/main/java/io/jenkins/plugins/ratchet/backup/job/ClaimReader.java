package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.PodClient;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A pod that does nothing but let programs look at what lies on a claim; it is deleted when this is closed. */
public final class ClaimReader implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 200;
    /** It ends by itself where nobody deletes it. */
    private static final long LONGEST_SECONDS = 6 * 3600;

    private static final String WAIT = "trap 'exit 0' TERM; sleep " + LONGEST_SECONDS + " & wait";

    private final Cluster cluster;
    private final String namespace;
    private final String name;
    private final PodClient.Place place;
    private final Stop stop;
    private final String purpose;

    private ClaimReader(Cluster cluster, String namespace, Pod pod, Stop stop, String purpose) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.name = pod.getMetadata().getName();
        this.place =
                new PodClient.Place(cluster, namespace, name, pod.getMetadata().getUid(), JobPods.CONTAINER);
        this.stop = stop;
        this.purpose = purpose;
    }

    /** @param purpose begins every message */
    public static ClaimReader start(
            Cluster cluster,
            String namespace,
            JobSettings settings,
            Map<String, String> labels,
            boolean readOnly,
            Stop stop,
            String purpose) {
        String name = "ratchet-reader-" + String.format("%08x", RANDOM.nextInt());
        try {
            Pod pod = cluster.client()
                    .pods()
                    .inNamespace(namespace)
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withLabels(labels)
                            .withAnnotations(settings.annotations())
                            .endMetadata()
                            .withSpec(JobPods.spec(
                                    settings, List.of("sh", "-c", WAIT), Map.of(), null, List.of(), readOnly))
                            .editSpec()
                            .withActiveDeadlineSeconds(LONGEST_SECONDS)
                            .endSpec()
                            .build())
                    .create();
            ClaimReader reader = new ClaimReader(cluster, namespace, pod, stop, purpose);
            try {
                reader.awaitRunning();
                return reader;
            } catch (RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    purpose + ": a pod that reads the claim " + settings.claim() + " cannot be made in " + namespace
                            + ": "
                            + cluster.reason(e)
                            + (e.getCode() == 403
                                    ? "; grant get, create and delete on pods, get and create on pods/exec"
                                    : ""),
                    e);
        }
    }

    private void awaitRunning() {
        long start = System.nanoTime();
        String phase = "unknown";
        while (System.nanoTime() - start < LIMIT.toNanos()) {
            stop.check();
            try {
                Pod pod = cluster.client()
                        .pods()
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
                phase = pod == null || pod.getStatus() == null
                        ? "gone"
                        : pod.getStatus().getPhase();
                if ("Running".equals(phase)) {
                    return;
                }
                Thread.sleep(POLL_MILLIS);
            } catch (KubernetesClientException e) {
                phase = cluster.reason(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stop.Interrupted();
            }
        }
        throw RunException.unavailable(purpose + ": pod " + namespace + "/" + name + " did not begin within "
                + LIMIT.toMinutes() + " minutes (" + phase + "); kubectl describe pod tells why");
    }

    /** SHA-256 of a file, computed there; every byte is read. */
    public String sha256(String file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run(List.of("sha256sum", file), out);
        return out.toString(StandardCharsets.UTF_8).strip().replaceFirst("^\\\\?([0-9a-f]{64}).*(?s:.*)$", "$1");
    }

    /** Copies a file to here. @param to is closed after its last byte */
    public void copy(String file, OutputStream to) {
        run(List.of("cat", file), to);
    }

    /** Removes a directory with all that is in it. */
    public void remove(String directory) {
        run(List.of("rm", "-rf", directory), new ByteArrayOutputStream());
    }

    private void run(List<String> command, OutputStream to) {
        try (PodClient client = PodClient.start(place, command, Map.of(), to, stop, line -> {})) {
            client.awaitSuccess(purpose);
        }
    }

    @Override
    public void close() {
        delete(cluster, namespace, name);
    }

    static void delete(Cluster cluster, String namespace, String name) {
        try {
            cluster.client()
                    .pods()
                    .inNamespace(namespace)
                    .withName(name)
                    .withGracePeriod(1)
                    .delete();
        } catch (KubernetesClientException e) {
            // The next run does it, by its label; its deadline ends it in any case.
        }
    }
}
