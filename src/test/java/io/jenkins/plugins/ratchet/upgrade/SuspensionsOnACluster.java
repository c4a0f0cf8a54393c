package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Suspended;
import io.jenkins.plugins.ratchet.cluster.Suspender;
import io.jenkins.plugins.ratchet.record.ConfigMapRecordStore;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.Suspension.Purpose;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workloads of every kind, suspended and put back on an API server. */
@Timeout(120)
abstract class SuspensionsOnACluster {
    private static final List<String> OBJECTS = List.of(
            "scaledobject/worker", "deployment/api", "deployment/plain", "statefulset/queue", "cronjob/nightly");

    private final String namespace = "suspend-" + UUID.randomUUID().toString().substring(0, 8);
    private final RecordedEvents events = new RecordedEvents();
    private Cluster cluster;
    private RecordStore records;

    abstract Path kubeconfig();

    @BeforeEach
    void aReleaseWithWorkloads() throws Exception {
        cluster = Cluster.connect(kubeconfig(), null);
        KubernetesClient client = cluster.client();
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        define(client);
        workloads(client);
        records = new ConfigMapRecordStore(cluster, namespace, "shop", text -> text);
        records.write(UpgradeRecord.adopt("shop", namespace, null), records.read());
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void everythingIsPutBackAsItWasAndTheRecordForgetsIt() {
        List<Suspended> objects = looked();
        suspensions().suspend(suspension(objects));

        assertThat(OBJECTS)
                .allSatisfy(object -> assertThat(present(object))
                        .as(object)
                        .isEqualTo(objects.get(OBJECTS.indexOf(object)).during()));
        assertThat(records.read()
                        .record()
                        .suspension(Purpose.BACKUP)
                        .orElseThrow()
                        .objects())
                .isEqualTo(objects);
        assertThat(looked()).isEmpty();

        assertThat(suspensions().putBack(Purpose.BACKUP)).isEmpty();
        assertThat(looked()).isEqualTo(objects);
        assertThat(records.read().record().suspensions()).isEmpty();
        assertThat(deployment("api").getMetadata().getManagedFields())
                .noneMatch(entry -> "ratchet".equals(entry.getManager()));
    }

    @Test
    void aRunThatDiedBetweenTheRecordAndTheLastObjectIsPutBackToo() {
        List<Suspended> objects = looked();
        RecordStore.Stored stored = records.read();
        records.write(stored.record().suspending(suspension(objects)), stored);
        new Suspender(cluster).suspend(objects.get(1));

        assertThat(suspensions().putBack(Purpose.BACKUP)).isEmpty();

        assertThat(looked()).isEqualTo(objects);
        assertThat(events.facts())
                .filteredOn(fact -> fact.contains("puts back"))
                .hasSize(1);
    }

    @Test
    void whatSomebodyChangedMeanwhileStaysAsTheyLeftItAndIsSaid() {
        suspensions().suspend(suspension(looked()));
        cluster.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName("api")
                .scale(7);
        KubernetesClient client = cluster.client();
        client.batch()
                .v1()
                .cronjobs()
                .inNamespace(namespace)
                .withName("nightly")
                .delete();
        client.apps().statefulSets().inNamespace(namespace).withName("queue").delete();
        client.resource(queue()).inNamespace(namespace).create();

        List<String> left = suspensions().putBack(Purpose.BACKUP);

        assertThat(left)
                .hasSize(3)
                .anySatisfy(text -> assertThat(text).contains("deployment/api (replicas 2)", "to 7"))
                .anySatisfy(text -> assertThat(text).contains("statefulset/queue", "somebody else"))
                .anySatisfy(text -> assertThat(text).contains("cronjob/nightly", "is gone"));
        assertThat(present("deployment/api")).isEqualTo("7");
        assertThat(present("deployment/plain")).isEqualTo("1");
        assertThat(records.read().record().suspensions()).isEmpty();
    }

    @Test
    void kedaObjectsThatScaleAWriterAreFound() {
        Suspender suspender = new Suspender(cluster);
        assertThat(suspender.scalersOf(namespace, List.of("deployment/api"))).containsExactly("scaledobject/worker");
        assertThat(suspender.scalersOf(namespace, List.of("statefulset/api"))).isEmpty();
    }

    private Suspensions suspensions() {
        return new Suspensions(cluster, records, records.read(), events);
    }

    private Suspension suspension(List<Suspended> objects) {
        return new Suspension(Purpose.BACKUP, "20261121-093015-3fa2", "test", Instant.now(), objects);
    }

    private List<Suspended> looked() {
        Suspender suspender = new Suspender(cluster);
        return OBJECTS.stream()
                .flatMap(object -> suspender.look(namespace, object).stream())
                .toList();
    }

    private String present(String object) {
        return switch (object.substring(0, object.indexOf('/'))) {
            case "deployment" ->
                String.valueOf(deployment(object.substring(11)).getSpec().getReplicas());
            case "statefulset" ->
                String.valueOf(cluster.client()
                        .apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName("queue")
                        .get()
                        .getSpec()
                        .getReplicas());
            case "cronjob" ->
                String.valueOf(cluster.client()
                        .batch()
                        .v1()
                        .cronjobs()
                        .inNamespace(namespace)
                        .withName("nightly")
                        .get()
                        .getSpec()
                        .getSuspend());
            default ->
                "\"" + scaledObjects().get().getMetadata().getAnnotations().get("autoscaling.keda.sh/paused-replicas")
                        + "\"";
        };
    }

    private io.fabric8.kubernetes.api.model.apps.Deployment deployment(String name) {
        return cluster.client()
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private io.fabric8.kubernetes.client.dsl.Resource<GenericKubernetesResource> scaledObjects() {
        return cluster.client()
                .genericKubernetesResources("keda.sh/v1alpha1", "ScaledObject")
                .inNamespace(namespace)
                .withName("worker");
    }

    private void workloads(KubernetesClient client) {
        String pod =
                "selector: { matchLabels: { app: NAME } }, template: { metadata: { labels: { app: NAME } }, spec: {"
                        + " containers: [ { name: c, image: none } ] } }";
        Stream.of(
                        "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: api }, spec: { replicas: 2, "
                                + pod.replace("NAME", "api") + " } }",
                        "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: plain }, spec: { "
                                + pod.replace("NAME", "plain") + " } }",
                        "{ apiVersion: batch/v1, kind: CronJob, metadata: { name: nightly }, spec: { schedule: '0 0 * *"
                                + " *', jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [ {"
                                + " name: c, image: none } ] } } } } } }",
                        "{ apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: { name: worker }, spec: {"
                                + " scaleTargetRef: { name: api } } }")
                .map(yaml -> Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class))
                .forEach(
                        object -> client.resource(object).inNamespace(namespace).create());
        client.resource(queue()).inNamespace(namespace).create();
    }

    private static GenericKubernetesResource queue() {
        return Serialization.unmarshal(
                "---\n{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: queue }, spec: { replicas: 3, serviceName:"
                        + " queue, selector: { matchLabels: { app: queue } }, template: { metadata: { labels: { app: queue"
                        + " } }, spec: { containers: [ { name: c, image: none } ] } } } }",
                GenericKubernetesResource.class);
    }

    private static void define(KubernetesClient client) throws InterruptedException {
        GenericKubernetesResource definition = Serialization.unmarshal("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: scaledobjects.keda.sh }
                spec:
                  group: keda.sh
                  scope: Namespaced
                  names: { plural: scaledobjects, singular: scaledobject, kind: ScaledObject }
                  versions:
                    - name: v1alpha1
                      served: true
                      storage: true
                      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
                """, GenericKubernetesResource.class);
        try {
            client.resource(definition).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                client.genericKubernetesResources("keda.sh/v1alpha1", "ScaledObject")
                        .inAnyNamespace()
                        .list();
                return;
            } catch (KubernetesClientException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("ScaledObjects are not served");
    }
}
