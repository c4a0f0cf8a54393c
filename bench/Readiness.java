import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.cluster.Workloads;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/**
 * How long after the last workload became ready its readiness is noticed: by Ratchet's workload check, by `kubectl rollout
 * status` and by helm's `--wait`, on a real control plane. The pods belong to no kubelet: this program says when they are
 * ready, and a watch of its own says when the API server told so of the last Deployment.
 *
 * <p>{@code bench/run Readiness [ROUNDS]}; needs {@code src/test/cluster/build}, the test classes and kubectl.
 */
class Readiness {
    private static final int DEPLOYMENTS = 3;
    private static final Random RANDOM = new Random(7);

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Map<String, List<Double>> all = new LinkedHashMap<>();
        try (ControlPlane plane = ControlPlane.start()) {
            Path chart = chart(Files.createTempDirectory("ratchet-bench"));
            for (int round = 0; round < rounds; round++) {
                for (String tool : List.of("ratchet", "kubectl rollout status", "helm 3 --wait")) {
                    String namespace = "bench-" + round + "-" + tool.replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
                    double millis = once(plane, chart, tool, namespace);
                    all.computeIfAbsent(tool, key -> new ArrayList<>()).add(millis);
                    System.out.printf(Locale.ROOT, "round %d: %-22s %7.0f ms%n", round + 1, tool, millis);
                }
            }
        }
        double ratchet = median(all.get("ratchet"));
        all.forEach((tool, times) -> System.out.printf(
                Locale.ROOT,
                "median   %-22s %7.0f ms, ratio to ratchet %.1f%n",
                tool,
                median(times),
                median(times) / ratchet));
    }

    private static double median(List<Double> times) {
        return times.stream().sorted(Comparator.naturalOrder()).toList().get(times.size() / 2);
    }

    private static double once(ControlPlane plane, Path chart, String tool, String namespace) throws Exception {
        KubernetesClient client = plane.client();
        Map<String, String> environment = Map.of("KUBECONFIG", plane.kubeconfig().toString());
        String helm = plane.helm(3).toString();
        List<String> install = List.of(helm, "install", "bench", chart.toString(), "-n", namespace, "--create-namespace");
        boolean helmWaits = tool.startsWith("helm");
        List<WorkloadRef> refs = IntStream.range(0, DEPLOYMENTS)
                .mapToObj(i -> new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, namespace, "api-" + i))
                .toList();
        if (!helmWaits) {
            run(install, environment);
        }
        Callable<Boolean> waiting = helmWaits
                ? () -> run(with(install, "--wait"), environment)
                : tool.startsWith("kubectl")
                        ? () -> {
                            for (WorkloadRef ref : refs) {
                                run(List.of("kubectl", "rollout", "status", "-n", namespace, ref.toString()), environment);
                            }
                            return true;
                        }
                        : () -> new Workloads(client)
                                .await(refs, Duration.ofMinutes(2), Events.NONE, () -> false).stream()
                                        .allMatch(WorkloadStatus::ready);
        FutureTask<Long> ended = new FutureTask<>(() -> {
            if (!waiting.call()) {
                throw new IllegalStateException(tool + " says not ready");
            }
            return System.nanoTime();
        });
        new Thread(ended, tool).start();
        List<Pod> pods = pods(client, namespace);
        Thread.sleep(3000 + RANDOM.nextInt(2000)); // wherever a tool is between two looks
        Ready ready = new Ready();
        try (Watch watch = client.apps().deployments().inNamespace(namespace).watch(ready)) {
            pods.forEach(pod -> becomeReady(client, pod));
            ready.all.await();
            return (ended.get() - ready.last) / 1e6;
        } finally {
            client.namespaces().withName(namespace).delete();
        }
    }

    /** Notes when the API server told that the last Deployment is available. */
    private static final class Ready implements Watcher<Deployment> {
        private final CountDownLatch all = new CountDownLatch(DEPLOYMENTS);
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private volatile long last;

        @Override
        public void eventReceived(Action action, Deployment deployment) {
            Integer available = deployment.getStatus() == null ? null : deployment.getStatus().getAvailableReplicas();
            if (available != null && available == 1 && seen.add(deployment.getMetadata().getName())) {
                last = System.nanoTime();
                all.countDown();
            }
        }

        @Override
        public void onClose(WatcherException cause) {}
    }

    private static List<Pod> pods(KubernetesClient client, String namespace) throws InterruptedException {
        while (true) {
            List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
            if (pods.size() == DEPLOYMENTS) {
                return pods;
            }
            Thread.sleep(50);
        }
    }

    private static void becomeReady(KubernetesClient client, Pod pod) {
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(now -> new PodBuilder(now)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastTransitionTime(java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString())
                        .endCondition()
                        .endStatus()
                        .build());
    }

    private static List<String> with(List<String> command, String option) {
        List<String> all = new ArrayList<>(command);
        all.add(option);
        return all;
    }

    private static boolean run(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File("/dev/null"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        return process.waitFor() == 0;
    }

    private static Path chart(Path directory) throws Exception {
        Files.createDirectories(directory.resolve("templates"));
        Files.writeString(directory.resolve("Chart.yaml"), "{ apiVersion: v2, name: bench, version: 1.0.0 }");
        StringBuilder manifests = new StringBuilder();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            manifests.append("""
                    ---
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: { name: api-NUMBER }
                    spec:
                      replicas: 1
                      selector: { matchLabels: { app: api-NUMBER } }
                      template:
                        metadata: { labels: { app: api-NUMBER } }
                        spec:
                          nodeName: nobody
                          containers: [{ name: app, image: "app:1" }]
                    """.replace("NUMBER", Integer.toString(i)));
        }
        Files.writeString(directory.resolve("templates/deployments.yaml"), manifests);
        return directory;
    }
}
