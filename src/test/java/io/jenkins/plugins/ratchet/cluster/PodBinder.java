package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * The scheduler of the test cluster: binds every pod to one node, except those that the pod runner executes on this
 * machine, which it binds itself.
 */
final class PodBinder implements AutoCloseable, ResourceEventHandler<Pod> {

    static final String RUN_ANNOTATION = "ratchet.demo/run";

    // A binding that failed (the API server was away) is tried again at the next resync.
    private static final long RESYNC_MILLIS = 1000;

    private final KubernetesClient client;
    private final String node;
    private final SharedIndexInformer<Pod> pods;

    PodBinder(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
        this.pods =
                client.pods().inAnyNamespace().withField("spec.nodeName", "").runnableInformer(RESYNC_MILLIS);
    }

    void start() {
        pods.addEventHandler(this);
        // What the informer does when its watch breaks: go on, however long the API server stays away.
        pods.exceptionHandler((started, failure) -> true);
        pods.start().toCompletableFuture().join();
    }

    @Override
    public void onAdd(Pod pod) {
        bind(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        bind(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean lastStateUnknown) {
        // bound, or gone
    }

    private void bind(Pod pod) {
        boolean ranLocally = "local".equals(pod.getMetadata().getAnnotations().get(RUN_ANNOTATION));
        boolean bound = pod.getSpec().getNodeName() != null;
        boolean dying = pod.getMetadata().getDeletionTimestamp() != null;
        boolean gated = !pod.getSpec().getSchedulingGates().isEmpty();
        if (ranLocally || bound || dying || gated) {
            return;
        }
        var binding = new BindingBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewTarget()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
        try {
            client.bindings()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .resource(binding)
                    .create();
        } catch (KubernetesClientException e) {
            // Deleted or bound meanwhile, or the API server is away: the next event or resync decides.
        }
    }

    @Override
    public void close() {
        pods.close();
    }
}
