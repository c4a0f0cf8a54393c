package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.diagnosis.ContainerLog;
import io.jenkins.plugins.ratchet.diagnosis.Gaps;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import io.jenkins.plugins.ratchet.diagnosis.Place;
import io.jenkins.plugins.ratchet.diagnosis.Words;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One reading of what the cluster shows of a failure, within bounds of time and size; what may not be read is noted. */
final class ClusterReading {
    private static final long MOST_EVENTS = 5000;
    private static final int MOST_PODS = 300;

    private final Cluster cluster;
    private final Incident incident;
    private final ReleaseObjects objects;
    private final References references;
    private final PodLogs podLogs;
    private final List<HasMetadata> owners = new ArrayList<>();
    private final List<Pod> pods = new ArrayList<>();
    private final List<PersistentVolumeClaim> claims = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final Gaps gaps = new Gaps();

    ClusterReading(Cluster cluster, Incident incident, Redaction redaction) {
        this.cluster = cluster;
        this.incident = incident;
        this.objects = new ReleaseObjects(incident);
        this.references = new References(cluster, incident, redaction, gaps::add);
        this.podLogs = new PodLogs(cluster, incident.namespace(), gaps::add);
    }

    /** @param limit after which what was had by then has to do */
    Observed within(Duration limit) {
        gaps.reading("the cluster", limit, this::read);
        List<ContainerLog> logs = podLogs.read();
        synchronized (this) {
            ClusterObjects objectsRead =
                    new ClusterObjects(owners, pods, events, claims, nodes, references.keys(), references.brokenPem());
            return new Observed(
                    incident, Place.CLUSTER, objectsRead.containers(), logs, gaps.list(), objectsRead, null);
        }
    }

    private void read() {
        KubernetesClient client = cluster.client();
        String namespace = incident.namespace();
        keepOwners("deployments", client.apps().deployments());
        keepOwners("statefulsets", client.apps().statefulSets());
        keepOwners("daemonsets", client.apps().daemonSets());
        keepOwners("replicasets", client.apps().replicaSets());
        keepOwners("jobs", client.batch().v1().jobs());
        List<Pod> own = objects.own(
                list("pods", () -> client.pods().inNamespace(namespace).list().getItems()));
        keep(pods, own.subList(0, Math.min(MOST_PODS, own.size())));
        // First of all: whatever is read from now on may quote a secret.
        references.read(own);
        readAround(own, client);
        podLogs.read(own, incident.hooks());
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> void keepOwners(
            String what, MixedOperation<T, L, ?> kind) {
        keep(
                owners,
                objects.own(list(
                        what,
                        () -> kind.inNamespace(incident.namespace()).list().getItems())));
    }

    private void readAround(List<Pod> own, KubernetesClient client) {
        String namespace = incident.namespace();
        for (String name : claimed(own)) {
            one(
                            "persistentvolumeclaim " + name,
                            () -> client.persistentVolumeClaims()
                                    .inNamespace(namespace)
                                    .withName(name)
                                    .get())
                    .forEach(claim -> {
                        objects.add(claim);
                        keep(claims, List.of(claim));
                    });
        }
        for (String name : new TreeSet<>(own.stream()
                .filter(pod -> pod.getSpec() != null && pod.getSpec().getNodeName() != null)
                .map(pod -> pod.getSpec().getNodeName())
                .toList())) {
            keep(nodes, one("node " + name, () -> client.nodes().withName(name).get()));
        }
        keep(events, objects.about(list("events", () -> {
            EventList list = client.v1()
                    .events()
                    .inNamespace(namespace)
                    .list(new ListOptionsBuilder().withLimit(MOST_EVENTS).build());
            if (list.getMetadata() != null
                    && list.getMetadata().getContinue() != null
                    && !list.getMetadata().getContinue().isEmpty()) {
                gaps.add("the namespace has more than " + MOST_EVENTS + " events; the others were not looked at");
            }
            return list.getItems();
        })));
    }

    private static List<String> claimed(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getSpec() != null)
                .flatMap(pod -> pod.getSpec().getVolumes().stream())
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .distinct()
                .toList();
    }

    private <T> List<T> list(String what, Supplier<List<T>> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            gaps.add(what + ": " + why(e));
            return List.of();
        }
    }

    private <T> List<T> one(String what, Supplier<T> question) {
        return list(what, () -> Stream.ofNullable(question.get()).toList());
    }

    private String why(KubernetesClientException e) {
        return e.getCode() == 403
                ? "not allowed to read them; grant get and list for a complete diagnosis"
                : Words.line(Objects.toString(cluster.reason(e), "no answer"));
    }

    private synchronized <T> void keep(List<T> all, List<? extends T> more) {
        all.addAll(more);
    }
}
