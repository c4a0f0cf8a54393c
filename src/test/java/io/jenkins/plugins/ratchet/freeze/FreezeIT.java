package io.jenkins.plugins.ratchet.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.ConfigMapRecordStore;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects of Argo CD, Flux and KEDA, and CronJobs, frozen and thawed on the small API. */
@Timeout(120)
class FreezeIT {
    private static final String ARGO = "argoproj.io/v1alpha1";
    private static final String FLUX = "kustomize.toolkit.fluxcd.io/v1";
    private static final String KEDA = "keda.sh/v1alpha1";
    private static final String OWN = "annotations: { meta.helm.sh/release-name: shop }";
    private static final String PODS =
            "template: { metadata: { labels: { app: worker } }, spec: { restartPolicy: Never,"
                    + " containers: [ { name: c, image: none } ] } }";

    @TempDir
    Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private LocalApi local;
    private RecordStore records;
    private Config config;

    @BeforeEach
    void aReleaseThatOthersManage() throws Exception {
        local = new LocalApi(directory);
        define(ARGO, "Application");
        define(FLUX, "Kustomization");
        define(KEDA, "ScaledObject");
        define(KEDA, "ScaledJob");
        for (String namespace : List.of("shop", "argocd", "flux-system")) {
            create("default", "{ apiVersion: v1, kind: Namespace, metadata: { name: " + namespace + " } }");
        }
        create(
                "shop",
                "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: api, annotations: {"
                        + " meta.helm.sh/release-name: shop, argocd.argoproj.io/tracking-id: 'shop:apps/Deployment:shop/api' },"
                        + " labels: { kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system"
                        + " } }, spec: { replicas: 0, selector: { matchLabels: { app: api } }, "
                        + PODS.replace("worker", "api").replace("restartPolicy: Never,", "") + " } }");
        create(
                "shop",
                "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: worker }, spec: { replicas: 3,"
                        + " selector: { matchLabels: { app: worker } }, " + PODS.replace("restartPolicy: Never,", "")
                        + " } }");
        create(
                "argocd",
                "{ apiVersion: " + ARGO + ", kind: Application, metadata: { name: shop }, spec: { syncPolicy: {"
                        + " automated: { prune: true, selfHeal: true }, syncOptions: [ CreateNamespace=true ] } } }");
        create(
                "argocd",
                "{ apiVersion: " + ARGO + ", kind: Application, metadata: { name: parent }, spec: { syncPolicy: {"
                        + " automated: {} } } }");
        create(
                "argocd",
                "{ apiVersion: " + ARGO + ", kind: Application, metadata: { name: by-hand }, spec: { project: p } }");
        create(
                "flux-system",
                "{ apiVersion: " + FLUX + ", kind: Kustomization, metadata: { name: apps }, spec: { interval:"
                        + " 5m, prune: true } }");
        create(
                "shop",
                "{ apiVersion: " + KEDA + ", kind: ScaledObject, metadata: { name: scaler, annotations: { mine: '1'"
                        + " } }, spec: { scaleTargetRef: { name: worker } } }");
        create(
                "shop",
                "{ apiVersion: " + KEDA + ", kind: ScaledJob, metadata: { name: batch, " + OWN + " }, spec: {"
                        + " maxReplicaCount: 4 } }");
        create("shop", cronJob("nightly", "suspend: false, "));
        create("shop", cronJob("hourly", ""));
        create("shop", cronJob("retired", "suspend: true, "));
        config = new ConfigLoader(Set.of())
                .load(Files.writeString(directory.resolve("ratchet.yaml"), """
                                release: shop
                                namespace: shop
                                chart: ./chart
                                freeze:
                                  - name: parents
                                    suspend: [argocd/application/parent, argocd/application/by-hand]
                                  - name: workers
                                    suspend: [deployment/worker]
                                """), Overrides.NONE);
        records = new ConfigMapRecordStore(local.cluster, "shop", "shop", text -> text);
        records.write(UpgradeRecord.adopt("shop", "shop", null), records.read());
    }

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void everything_that_would_start_work_or_undo_the_upgrade_rests_and_is_put_back_as_it_was() {
        Map<String, JsonNode> before = everything();

        List<String> resting = freeze();

        assertThat(resting)
                .containsExactlyInAnyOrder(
                        "application/shop (automated {\"prune\":true,\"selfHeal\":true})",
                        "application/parent (automated {})",
                        "kustomization/apps (no suspend)",
                        "cronjob/nightly (suspend false)",
                        "cronjob/hourly (no suspend)",
                        "scaledjob/batch (no autoscaling.keda.sh/paused)",
                        "scaledobject/scaler (no autoscaling.keda.sh/paused-replicas)",
                        "deployment/worker (replicas 3)");
        assertThat(spec("argocd", ARGO, "Application", "shop").path("syncPolicy"))
                .hasToString("{\"syncOptions\":[\"CreateNamespace=true\"]}");
        assertThat(spec("argocd", ARGO, "Application", "parent")
                        .at("/syncPolicy/automated")
                        .isMissingNode())
                .isTrue();
        assertThat(spec("flux-system", FLUX, "Kustomization", "apps")
                        .path("suspend")
                        .asBoolean())
                .isTrue();
        assertThat(annotations("ScaledObject", "scaler"))
                .containsEntry("autoscaling.keda.sh/paused-replicas", "0")
                .containsEntry("mine", "1");
        assertThat(annotations("ScaledJob", "batch")).containsEntry("autoscaling.keda.sh/paused", "true");
        for (String name : List.of("nightly", "hourly", "retired")) {
            assertThat(spec("shop", "batch/v1", "CronJob", name).path("suspend").asBoolean())
                    .isTrue();
        }
        Map<String, JsonNode> frozen = everything();
        assertThat(freeze()).isEqualTo(resting);
        assertThat(everything()).isEqualTo(frozen);

        assertThat(thaw()).isEmpty();
        assertThat(everything()).isEqualTo(before);
        assertThat(records.read().record().suspension(Suspension.Purpose.FREEZE))
                .isEmpty();
    }

    /** A parent Application, or a person, may decide otherwise while the release rests. */
    @Test
    void what_a_parent_has_put_back_another_way_stays_so_and_is_told() {
        freeze();
        Resource<GenericKubernetesResource> application = resource("argocd", ARGO, "Application", "shop");
        application.edit(found -> {
            GenericKubernetesResource edited = Serialization.clone(found);
            edited.setAdditionalProperty("spec", Map.of("syncPolicy", Map.of("automated", Map.of("prune", false))));
            return edited;
        });
        resource("flux-system", FLUX, "Kustomization", "apps").delete();

        assertThat(thaw())
                .hasSize(2)
                .anySatisfy(left ->
                        assertThat(left).contains("application/shop", "changed by somebody else", "{\"prune\":false}"))
                .anySatisfy(left -> assertThat(left).contains("kustomization/apps", "is gone"));
        assertThat(spec("argocd", ARGO, "Application", "shop").at("/syncPolicy/automated"))
                .hasToString("{\"prune\":false}");
        assertThat(spec("argocd", ARGO, "Application", "parent").at("/syncPolicy/automated"))
                .hasToString("{}");
        assertThat(records.read().record().suspensions()).isEmpty();
    }

    private List<String> freeze() {
        return new Freeze(
                        local.cluster,
                        config,
                        directory,
                        suspensions(),
                        new Drain(checks -> List.of()),
                        "job/1",
                        events,
                        () -> false)
                .run();
    }

    private List<String> thaw() {
        return new Thaw(config, directory, suspensions(), events, () -> false).run();
    }

    private Suspensions suspensions() {
        return new Suspensions(local.cluster, records, records.read(), events);
    }

    /** What is wanted of each object: its spec and its annotations. */
    private Map<String, JsonNode> everything() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (String[] each : new String[][] {
            {"argocd", ARGO, "Application", "shop"},
            {"argocd", ARGO, "Application", "parent"},
            {"argocd", ARGO, "Application", "by-hand"},
            {"flux-system", FLUX, "Kustomization", "apps"},
            {"shop", KEDA, "ScaledObject", "scaler"},
            {"shop", KEDA, "ScaledJob", "batch"},
            {"shop", "batch/v1", "CronJob", "nightly"},
            {"shop", "batch/v1", "CronJob", "hourly"},
            {"shop", "batch/v1", "CronJob", "retired"},
            {"shop", "apps/v1", "Deployment", "worker"},
            {"shop", "apps/v1", "Deployment", "api"}
        }) {
            JsonNode object = read(each[0], each[1], each[2], each[3]);
            JsonNode annotations = object.at("/metadata/annotations");
            all.put(
                    each[2] + "/" + each[3],
                    Json.mapper()
                            .createObjectNode()
                            .<ObjectNode>set("spec", object.path("spec"))
                            .set("annotations", annotations.isEmpty() ? null : annotations));
        }
        return all;
    }

    private Map<String, String> annotations(String kind, String name) {
        return resource("shop", KEDA, kind, name).get().getMetadata().getAnnotations();
    }

    private JsonNode spec(String namespace, String version, String kind, String name) {
        return read(namespace, version, kind, name).path("spec");
    }

    private JsonNode read(String namespace, String version, String kind, String name) {
        return Json.mapper()
                .valueToTree(resource(namespace, version, kind, name).get());
    }

    private Resource<GenericKubernetesResource> resource(String namespace, String version, String kind, String name) {
        return local.client()
                .genericKubernetesResources(version, kind)
                .inNamespace(namespace)
                .withName(name);
    }

    private static String cronJob(String name, String suspend) {
        return "{ apiVersion: batch/v1, kind: CronJob, metadata: { name: " + name + ", " + OWN + " }, spec: { "
                + suspend + "schedule: '0 0 1 1 *', jobTemplate: { spec: { " + PODS + " } } } }";
    }

    private void create(String namespace, String yaml) {
        local.client()
                .resource(Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class))
                .inNamespace(namespace)
                .create();
    }

    private void define(String version, String kind) throws Exception {
        String group = version.substring(0, version.indexOf('/'));
        String plural = kind.toLowerCase(Locale.ROOT) + "s";
        create("default", """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: %s.%s }
                spec:
                  group: %s
                  scope: Namespaced
                  names: { plural: %s, singular: %s, kind: %s }
                  versions:
                    - name: %s
                      served: true
                      storage: true
                      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
                """.formatted(
                        plural,
                        group,
                        group,
                        plural,
                        kind.toLowerCase(Locale.ROOT),
                        kind,
                        version.substring(version.indexOf('/') + 1)));
        LocalApi.await(kind + "s are served", Duration.ofSeconds(20), () -> {
            try {
                local.client()
                        .genericKubernetesResources(version, kind)
                        .inAnyNamespace()
                        .list();
                return true;
            } catch (KubernetesClientException e) {
                return false;
            }
        });
    }
}
