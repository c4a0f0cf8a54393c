package io.jenkins.plugins.ratchet.scenario;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import java.util.stream.Stream;

/** What works beside the shop's own Deployment, is not part of its chart, and rests while the release is frozen. */
final class Resting {
    private static final String FLUX = "helm.toolkit.fluxcd.io/v2";

    private final KubernetesClient client;
    private final Shop shop;
    private boolean flux;

    Resting(Stage stage, Shop shop) {
        this.client = stage.client();
        this.shop = shop;
        shop.sql("CREATE TABLE jobs (id int)");
        String pods = "spec: { containers: [ { name: c, image: none } ] } }";
        Stream.of(
                        "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: worker }, spec: { replicas: 3, selector:"
                                + " { matchLabels: { app: worker } }, template: { metadata: { labels: { app: worker } }, "
                                + pods + " } }",
                        "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: page }, spec: { selector: {"
                                + " matchLabels: { app: page } }, template: { metadata: { labels: { app: page } }, "
                                + pods + " } }",
                        "{ apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports:"
                                + " [ { port: 80 } ] } }",
                        "{ apiVersion: batch/v1, kind: CronJob, metadata: { name: nightly, annotations: {"
                                + " meta.helm.sh/release-name: " + shop.name() + " } }, spec: { schedule: '0 0 1 1 *',"
                                + " jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [ {"
                                + " name: c, image: none } ] } } } } } }")
                .forEach(this::create);
        Eventually.until(
                "the maintenance page is ready",
                () -> Optional.ofNullable(client.apps()
                                .deployments()
                                .inNamespace(shop.name())
                                .withName("page")
                                .get()
                                .getStatus()) // nobody has looked at a Deployment that was just made
                        .map(DeploymentStatus::getReadyReplicas)
                        .filter(ready -> ready == 1)
                        .isPresent());
    }

    Resting managedByFlux() {
        flux = true;
        GenericKubernetesResource definition = Serialization.unmarshal("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: helmreleases.helm.toolkit.fluxcd.io }
                spec:
                  group: helm.toolkit.fluxcd.io
                  scope: Namespaced
                  names: { plural: helmreleases, singular: helmrelease, kind: HelmRelease }
                  versions:
                    - name: v2
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
        Eventually.until("HelmReleases are served", () -> {
            try {
                client.genericKubernetesResources(FLUX, "HelmRelease")
                        .inNamespace(shop.name())
                        .list();
                return true;
            } catch (KubernetesClientException e) {
                return false;
            }
        });
        create("{ apiVersion: " + FLUX + ", kind: HelmRelease, metadata: { name: shop }, spec: { releaseName: "
                + shop.name() + " } }");
        return this;
    }

    /** For ratchet.yaml; the workers are drained when the table of jobs is empty. */
    String configuration() {
        return """
                freeze:
                  - { name: users, manual: tell them }
                  - name: workers
                    suspend: [deployment/worker]
                    drained:
                      - name: queue
                        deadline: 60s
                        sql: { database: metadata, query: select 1 from jobs, empty: true }
                  - name: page
                    maintenance: { service: web, selector: { app: page } }
                  - { name: chat, run: [sh, -c, echo told freeze], undo: [sh, -c, echo told thaw] }
                """;
    }

    void scaleWorker(int replicas) {
        client.apps().deployments().inNamespace(shop.name()).withName("worker").scale(replicas);
    }

    /** How everything stands, in a line. */
    String state() {
        var nightly = client.batch()
                .v1()
                .cronjobs()
                .inNamespace(shop.name())
                .withName("nightly")
                .get();
        return "worker "
                + client.apps()
                        .deployments()
                        .inNamespace(shop.name())
                        .withName("worker")
                        .get()
                        .getSpec()
                        .getReplicas()
                + ", nightly " + (Boolean.TRUE.equals(nightly.getSpec().getSuspend()) ? "suspended" : "runs")
                + (flux ? ", helmrelease " + (suspended() ? "suspended" : "runs") : "") + ", web leads to "
                + client.services()
                        .inNamespace(shop.name())
                        .withName("web")
                        .get()
                        .getSpec()
                        .getSelector();
    }

    private boolean suspended() {
        Resource<GenericKubernetesResource> release = client.genericKubernetesResources(FLUX, "HelmRelease")
                .inNamespace(shop.name())
                .withName("shop");
        return Boolean.TRUE.equals(release.get().get("spec", "suspend"));
    }

    private void create(String yaml) {
        client.resource(Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class))
                .inNamespace(shop.name())
                .create();
    }
}
