package io.jenkins.plugins.ratchet.demo;

import io.fabric8.kubernetes.api.model.Binding;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays scheduler and kubelet for any API server on this machine, through fabric8 alone.
 *
 * <p>A pod annotated {@code ratchet.demo/run: local} has its first container's command executed here, as the user who
 * runs this program and with no isolation whatsoever: whoever may create such a pod may run anything. Hence the
 * annotation, and hence an API server that is not on loopback is refused. All other pods only pretend: after a moment
 * they are Running and Ready, or, where a Job owns them, Succeeded; {@code ratchet.demo/ready: never},
 * {@code ratchet.demo/crash: "true"} and {@code ratchet.demo/exit: "1"} make them misbehave.
 *
 * <p>Where kwok plays the other pods, it must not manage the node {@value #NODE}: start it with
 * {@code --manage-all-nodes=false} and an annotation selector. Init containers and sidecars are not run.
 */
public final class PodRunner implements AutoCloseable {
    /** The node that the runner's own pods are bound to, unless it is told another one. */
    public static final String NODE = "ratchet-demo";

    static final String RUN = "ratchet.demo/run";

    private final KubernetesClient client;
    private final Path logs;
    private final boolean runOthers;
    private final PodReporter reporter;
    private final String nodeName;
    private final PodNode node;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "pod-runner");
        thread.setDaemon(true);
        return thread;
    });
    /** By uid: a pod of the same name that comes later is another pod. */
    private final Map<String, PodLife> lives = new ConcurrentHashMap<>();

    private final Set<String> bound = ConcurrentHashMap.newKeySet();
    private final Path scratch;
    /** Without it, an interrupted program would leave its pods' processes behind. */
    private final Thread atExit = new Thread(this::end, "pod-runner-exit");

    private SharedIndexInformer<Pod> informer;
    private volatile boolean closed;

    /**
     * @param client to an API server on loopback; it is not closed
     * @param logs gets {@code NAMESPACE/POD/CONTAINER.log}
     * @param runOthers false where kwok runs the pods that are not executed here; those are then bound to its node
     * @throws IllegalArgumentException when the API server is not on loopback
     */
    public PodRunner(KubernetesClient client, Path logs, boolean runOthers) {
        this(client, logs, runOthers, NODE);
    }

    /** The same on a node of another name, which may exist already. */
    public PodRunner(KubernetesClient client, Path logs, boolean runOthers, String nodeName) {
        requireLoopback(client.getMasterUrl().getHost());
        this.client = client;
        this.logs = logs;
        this.runOthers = runOthers;
        this.reporter = new PodReporter(client, () -> !closed);
        this.nodeName = nodeName;
        this.node = new PodNode(client, nodeName);
        try {
            this.scratch = Files.createTempDirectory("ratchet-pods");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a directory for the pods' volumes", e);
        }
    }

    /** Registers the node and begins to watch pods; returns once the first look at them is done. */
    public void start() {
        Runtime.getRuntime().addShutdownHook(atExit);
        node.start();
        informer = client.pods()
                .inAnyNamespace()
                .inform(
                        new ResourceEventHandler<>() {
                            @Override
                            public void onAdd(Pod pod) {
                                see(pod);
                            }

                            @Override
                            public void onUpdate(Pod before, Pod pod) {
                                see(pod);
                            }

                            @Override
                            public void onDelete(Pod pod, boolean unknownFinalState) {
                                forget(pod);
                            }
                        },
                        1000);
    }

    /** Ends every process that was started here, and waits for that. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // the program is ending; the hook may run beside this, which does no harm
        }
        end();
    }

    private void end() {
        closed = true;
        if (informer != null) {
            informer.stop();
        }
        node.close();
        lives.values().parallelStream().forEach(life -> life.stop(java.time.Duration.ofSeconds(2)));
        threads.shutdownNow();
        PodEnvironment.remove(scratch);
    }

    private void see(Pod pod) {
        if (closed) {
            return;
        }
        String uid = pod.getMetadata().getUid();
        if (pod.getSpec().getNodeName() == null || pod.getSpec().getNodeName().isEmpty()) {
            if (pod.getMetadata().getDeletionTimestamp() == null && bound.add(uid)) {
                threads.execute(() -> bind(pod));
            }
        } else if (nodeName.equals(pod.getSpec().getNodeName())) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                // also without a life of ours: a runner before us may have bound it
                PodLife life = lives.computeIfAbsent(uid, any -> life(pod));
                threads.execute(() -> end(pod, life));
            } else if (!isFinished(pod)) {
                lives.computeIfAbsent(uid, any -> {
                    PodLife life = life(pod);
                    threads.execute(life::run);
                    return life;
                });
            }
        }
    }

    private PodLife life(Pod pod) {
        return isLocal(pod) ? new PodProcess(pod, client, reporter, logs, scratch) : new PodPretence(pod, reporter);
    }

    private void bind(Pod pod) {
        Optional<String> target = isLocal(pod) || runOthers ? Optional.of(nodeName) : otherNode();
        if (target.isEmpty()) {
            // Tried again at the next resync, when kwok's node, or the API server, may be there.
            bound.remove(pod.getMetadata().getUid());
            return;
        }
        Binding binding = new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(target.get())
                .endTarget()
                .build();
        reporter.insist(() -> client.raw(path(pod) + "/binding", "POST", binding));
    }

    private Optional<String> otherNode() {
        try {
            return client.nodes().list().getItems().stream()
                    .map(Node::getMetadata)
                    .map(metadata -> metadata.getName())
                    .filter(name -> !name.equals(nodeName))
                    .findFirst();
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private void end(Pod pod, PodLife life) {
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (life.stop(java.time.Duration.ofSeconds(grace == null ? 30 : grace)) && !closed) {
            var options = new DeleteOptionsBuilder()
                    .withGracePeriodSeconds(0L)
                    .withNewPreconditions()
                    .withUid(pod.getMetadata().getUid())
                    .endPreconditions()
                    .build();
            reporter.insist(() -> client.raw(path(pod), "DELETE", options));
        }
    }

    private void forget(Pod pod) {
        bound.remove(pod.getMetadata().getUid());
        reporter.forget(pod);
        PodLife life = lives.remove(pod.getMetadata().getUid());
        if (life != null && !closed) {
            threads.execute(() -> life.stop(java.time.Duration.ZERO));
        }
    }

    private static String path(Pod pod) {
        return "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                + pod.getMetadata().getName();
    }

    static boolean isLocal(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations != null && "local".equals(annotations.get(RUN));
    }

    private static boolean isFinished(Pod pod) {
        return pod.getStatus() != null
                && Set.of("Succeeded", "Failed")
                        .contains(
                                Optional.ofNullable(pod.getStatus().getPhase()).orElse(""));
    }

    private static void requireLoopback(String host) {
        try {
            if (!InetAddress.getByName(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress()) {
                throw new IllegalArgumentException("The pod runner executes what pods say, so it serves API servers on"
                        + " loopback only; this one is " + host);
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("The API server's host " + host + " is unknown", e);
        }
    }
}
