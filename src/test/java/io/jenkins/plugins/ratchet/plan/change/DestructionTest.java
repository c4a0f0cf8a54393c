package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestructionTest {
    private static List<Finding> of(Comparison comparison) {
        return Destruction.of(List.of(comparison));
    }

    private static Finding only(Comparison comparison) {
        List<Finding> findings = of(comparison);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static String object(String apiVersion, String kind, String fields) {
        return "{apiVersion: " + apiVersion + ", kind: " + kind + ", metadata: {name: it}, " + fields + "}";
    }

    private static Comparison changed(String apiVersion, String kind, String before, String after) {
        return Written.comparison(object(apiVersion, kind, before), object(apiVersion, kind, after));
    }

    @ParameterizedTest
    @CsvSource({
        "v1, PersistentVolumeClaim",
        "v1, PersistentVolume",
        "v1, Namespace",
        "apps/v1, StatefulSet",
        "postgresql.cnpg.io/v1, Cluster"
    })
    void what_holds_data_is_not_deleted(String apiVersion, String kind) {
        Finding finding = only(Written.comparison(object(apiVersion, kind, "spec: {}"), null));

        assertThat(finding.rule()).isEqualTo("data-deleted");
        assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
        assertThat(finding.seen()).startsWith(kind + " it is no longer in the chart");
    }

    @Test
    void a_stateful_set_that_takes_its_claims_along_is_told_so() {
        String set =
                object("apps/v1", "StatefulSet", "spec: {persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}}");

        assertThat(only(Written.comparison(set, null)).seen()).contains("whenDeleted: Delete");
    }

    @Test
    void a_claim_that_helm_keeps_is_not_deleted() {
        assertThat(of(Written.comparison(
                        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: it, annotations:"
                                + " {helm.sh/resource-policy: keep}}}",
                        null)))
                .isEmpty();
    }

    @Test
    void a_claim_that_is_gone_already_is_not_deleted_again() {
        assertThat(of(new Comparison(
                        new ObjectRef("v1", "PersistentVolumeClaim", "shop", "it"),
                        Written.object(object("v1", "PersistentVolumeClaim", "spec: {}")),
                        null,
                        com.fasterxml.jackson.databind.node.MissingNode.getInstance(),
                        true)))
                .isEmpty();
    }

    @Test
    void a_config_map_may_go() {
        assertThat(of(Written.comparison(object("v1", "ConfigMap", "data: {}"), null)))
                .isEmpty();
    }

    @Test
    void a_definition_of_custom_resources_is_not_removed() {
        assertThat(only(Written.comparison(
                                object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {}"), null))
                        .rule())
                .isEqualTo("crd-removed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apps/v1 | StatefulSet | spec: {serviceName: a} | spec: {serviceName: b} | spec.serviceName",
                "apps/v1 | StatefulSet | spec: {selector: {matchLabels: {a: x}}} | spec: {selector: {matchLabels: {a: y}}} | spec.selector",
                "apps/v1 | StatefulSet | spec: {podManagementPolicy: Parallel} | spec: {replicas: 1} | spec.podManagementPolicy",
                "apps/v1 | StatefulSet | spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1Gi}}}}]} | spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 2Gi}}}}]} | spec.volumeClaimTemplates",
                "apps/v1 | Deployment | spec: {selector: {matchLabels: {a: x}}} | spec: {selector: {matchLabels: {a: x, v: '2'}}} | spec.selector",
                "apps/v1 | DaemonSet | spec: {selector: {matchLabels: {a: x}}} | spec: {selector: {matchLabels: {b: x}}} | spec.selector",
                "batch/v1 | Job | spec: {template: {spec: {containers: [{name: m, image: 'i:1'}]}}} | spec: {template: {spec: {containers: [{name: m, image: 'i:2'}]}}} | spec.template",
                "v1 | Service | spec: {clusterIP: 10.0.0.1} | spec: {clusterIP: None} | spec.clusterIP",
                "v1 | Secret | type: Opaque | type: kubernetes.io/tls | type",
                "v1 | ConfigMap | {data: {a: '1'}, immutable: true} | {data: {a: '2'}, immutable: true} | data (it is marked immutable)",
                "v1 | PersistentVolumeClaim | spec: {storageClassName: fast} | spec: {storageClassName: slow} | spec.storageClassName",
                "v1 | PersistentVolumeClaim | spec: {accessModes: [ReadWriteOnce]} | spec: {accessModes: [ReadWriteMany]} | spec.accessModes",
                "storage.k8s.io/v1 | StorageClass | provisioner: a | provisioner: b | provisioner",
                "scheduling.k8s.io/v1 | PriorityClass | value: 1 | value: 2 | value",
                "rbac.authorization.k8s.io/v1 | RoleBinding | roleRef: {name: a} | roleRef: {name: b} | roleRef",
                "apiextensions.k8s.io/v1 | CustomResourceDefinition | spec: {scope: Cluster} | spec: {scope: Namespaced} | spec.scope"
            })
    void an_immutable_field_stays(String apiVersion, String kind, String before, String after, String field) {
        String old = before.startsWith("{") ? before.substring(1, before.length() - 1) : before;
        String young = after.startsWith("{") ? after.substring(1, after.length() - 1) : after;
        Finding finding = only(changed(apiVersion, kind, old, young));

        assertThat(finding.rule()).isEqualTo("immutable-field");
        assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
        assertThat(finding.seen()).startsWith(kind + " it: " + field + " changes");
        assertThat(finding.todo()).isNotBlank();
    }

    @Test
    void a_claim_template_with_the_server_s_defaults_is_no_change() {
        String set = object(
                "apps/v1",
                "StatefulSet",
                "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce]}}]}");
        String live = object(
                "apps/v1",
                "StatefulSet",
                "spec: {podManagementPolicy: OrderedReady, volumeClaimTemplates: [{apiVersion: v1, kind:"
                        + " PersistentVolumeClaim, metadata: {name: d, creationTimestamp: null}, spec: {accessModes:"
                        + " [ReadWriteOnce], volumeMode: Filesystem}, status: {phase: Pending}}]}");

        assertThat(of(Written.comparison(set, set, live))).isEmpty();
    }

    @Test
    void a_service_whose_address_kubernetes_chose_keeps_it() {
        String service = object("v1", "Service", "spec: {ports: [{port: 80}]}");
        String live = object(
                "v1", "Service", "spec: {clusterIP: 10.1.1.1, type: ClusterIP, ports: [{port: 80, protocol: TCP}]}");

        assertThat(of(Written.comparison(service, service, live))).isEmpty();
    }

    @Test
    void a_volume_does_not_shrink_and_may_grow() {
        String small = "spec: {resources: {requests: {storage: 8Gi}}}";
        String large = "spec: {resources: {requests: {storage: 10240Mi}}}";

        assertThat(only(changed("v1", "PersistentVolumeClaim", large, small)).seen())
                .contains("a volume cannot shrink");
        assertThat(of(changed("v1", "PersistentVolumeClaim", small, large))).isEmpty();
    }

    @Test
    void the_type_of_a_service_is_told_when_it_changes() {
        Finding finding = only(changed("v1", "Service", "spec: {}", "spec: {type: LoadBalancer}"));

        assertThat(finding.rule()).isEqualTo("service-type-changed");
        assertThat(finding.severity()).isEqualTo(Severity.WARN);
        assertThat(finding.seen()).isEqualTo("Service it becomes LoadBalancer, it is ClusterIP");
    }

    @Test
    void a_workload_that_is_stopped_is_told() {
        Finding finding = only(changed("apps/v1", "Deployment", "spec: {replicas: 2}", "spec: {replicas: 0}"));

        assertThat(finding.rule()).isEqualTo("scaled-to-zero");
        assertThat(finding.seen()).isEqualTo("Deployment it has 2 replicas and gets 0");
    }

    @Test
    void a_workload_that_stands_already_is_not_stopped() {
        assertThat(of(changed("apps/v1", "Deployment", "spec: {replicas: 0}", "spec: {replicas: 0}")))
                .isEmpty();
    }

    @Test
    void a_hook_that_vanishes_after_success_is_told() {
        String job = object("batch/v1", "Job", "spec: {}");

        assertThat(ReleaseReview.hooks(List.of(Written.hook("pre-upgrade", 0, "hook-succeeded", job))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo("hook-evidence"));
        assertThat(ReleaseReview.hooks(List.of(
                        Written.hook("pre-upgrade", 0, "before-hook-creation,hook-succeeded", job),
                        Written.hook("pre-delete", 0, "hook-succeeded", job))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"838860, none", "838861, WARN", "1048576, WARN", "1048577, BLOCK"})
    void a_release_fits_into_a_secret(int bytes, String severity) {
        List<Finding> findings = ReleaseReview.size(bytes);

        assertThat(findings.isEmpty() ? "none" : findings.get(0).severity().toString())
                .isEqualTo(severity);
    }
}
