package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubeControllersTest {
    private static final String DEPLOYMENT = """
            {metadata: {name: web}, spec: {replicas: 2, selector: {matchLabels: {app: web}},
             template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: 'i:1'}]}}}}
            """;
    private static final String JOB = """
            {metadata: {name: mig}, spec: {backoffLimit: %d,
             template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}
            """;

    private final KubeStore store = new KubeStore();
    private final KubeObjects objects = new KubeObjects(store);
    private final KubeDeletion deletion = new KubeDeletion(store);
    private final KubeControllers controllers = new KubeControllers(store, Duration.ZERO);

    private void create(KubeKind kind, String yaml) throws Exception {
        objects.create(kind, "default", (ObjectNode) KubeJson.YAML.readTree(yaml), false);
        settle();
    }

    private void patch(KubeKind kind, String name, String yaml) throws Exception {
        JsonNode patch = KubeJson.YAML.readTree(yaml);
        objects.change(kind, "default", name, "", present -> KubePatch.strategic(present, patch), false);
        settle();
    }

    private void settle() {
        for (long seen = -1; seen != store.revision(); ) {
            seen = store.revision();
            controllers.reconcile();
        }
    }

    private ObjectNode get(KubeKind kind, String name) {
        return store.get(KubeStore.key(kind, "default", name)).orElseThrow();
    }

    private List<ObjectNode> pods() {
        return store.list(KubeKinds.PODS, "default", pod -> true).items();
    }

    private void become(ObjectNode pod, String phase) {
        store.update(KubeStore.key(KubeKinds.PODS, "default", KubeJson.name(pod)), next -> {
            ObjectNode status = KubeJson.child(next, "status").put("phase", phase);
            KubeJson.condition(status, "Ready", phase.equals("Running") ? "True" : "False", "", "");
        });
        settle();
    }

    private static long count(JsonNode object, String field) {
        return KubeJson.at(object, "status", field).asLong();
    }

    @Test
    void a_deployment_is_complete_only_when_its_pods_are_ready() throws Exception {
        create(KubeKinds.DEPLOYMENTS, DEPLOYMENT);
        ObjectNode young = get(KubeKinds.DEPLOYMENTS, "web");
        assertThat(count(young, "replicas")).isEqualTo(2);
        assertThat(count(young, "availableReplicas")).isZero();
        assertThat(KubeJson.hasCondition(young, "Available", "False")).isTrue();

        pods().forEach(pod -> become(pod, "Running"));
        ObjectNode grown = get(KubeKinds.DEPLOYMENTS, "web");
        assertThat(count(grown, "availableReplicas")).isEqualTo(2);
        assertThat(count(grown, "observedGeneration")).isEqualTo(1);
        assertThat(grown.toString()).contains("NewReplicaSetAvailable");
    }

    @Test
    void the_old_replica_set_serves_until_the_new_pods_are_ready() throws Exception {
        create(KubeKinds.DEPLOYMENTS, DEPLOYMENT);
        pods().forEach(pod -> become(pod, "Running"));
        patch(KubeKinds.DEPLOYMENTS, "web", "{spec: {template: {spec: {containers: [{name: c, image: 'i:2'}]}}}}");

        assertThat(pods()).hasSize(3);
        assertThat(pods().stream().filter(KubePods::isReady)).hasSize(2);
        assertThat(KubeJson.text(
                        get(KubeKinds.DEPLOYMENTS, "web"),
                        "metadata",
                        "annotations",
                        "deployment.kubernetes.io/revision"))
                .isEqualTo("2");

        for (int i = 0; i < 4; i++) {
            pods().stream().filter(pod -> !KubePods.isReady(pod)).forEach(pod -> become(pod, "Running"));
        }
        assertThat(pods()).hasSize(2).allMatch(pod -> pod.toString().contains("i:2"));
        assertThat(count(get(KubeKinds.DEPLOYMENTS, "web"), "updatedReplicas")).isEqualTo(2);
    }

    @Test
    void a_rollout_without_progress_exceeds_its_deadline() throws Exception {
        create(KubeKinds.DEPLOYMENTS, DEPLOYMENT.replace("replicas: 2", "replicas: 1, progressDeadlineSeconds: 1"));
        Thread.sleep(2100);
        settle();
        assertThat(get(KubeKinds.DEPLOYMENTS, "web").toString()).contains("ProgressDeadlineExceeded");
    }

    @Test
    void a_job_completes_with_its_pod_and_says_so_twice() throws Exception {
        create(KubeKinds.JOBS, JOB.formatted(0));
        assertThat(count(get(KubeKinds.JOBS, "mig"), "active")).isEqualTo(1);
        become(pods().get(0), "Succeeded");
        ObjectNode job = get(KubeKinds.JOBS, "mig");
        assertThat(KubeJson.hasCondition(job, "SuccessCriteriaMet", "True")).isTrue();
        assertThat(KubeJson.hasCondition(job, "Complete", "True")).isTrue();
        assertThat(count(job, "succeeded")).isEqualTo(1);
        assertThat(KubeJson.text(job, "status", "completionTime")).isNotEmpty();
    }

    @Test
    void a_job_fails_once_its_pods_have_failed_more_often_than_its_limit() throws Exception {
        create(KubeKinds.JOBS, JOB.formatted(1));
        become(pods().get(0), "Failed");
        assertThat(KubeJson.hasCondition(get(KubeKinds.JOBS, "mig"), "Failed", "True"))
                .isFalse();
        assertThat(pods()).hasSize(2);
        pods().stream().filter(KubePods::isActive).forEach(pod -> become(pod, "Failed"));
        ObjectNode job = get(KubeKinds.JOBS, "mig");
        assertThat(KubeJson.hasCondition(job, "Failed", "True")).isTrue();
        assertThat(job.toString()).contains("BackoffLimitExceeded");
        assertThat(count(job, "failed")).isEqualTo(2);
    }

    @Test
    void a_job_that_takes_too_long_is_failed_with_its_pod_gone() throws Exception {
        create(KubeKinds.JOBS, JOB.formatted(0).replace("spec: {backoff", "spec: {activeDeadlineSeconds: 1, backoff"));
        Thread.sleep(2100);
        settle();
        assertThat(KubeJson.hasCondition(get(KubeKinds.JOBS, "mig"), "Failed", "True"))
                .isTrue();
        assertThat(get(KubeKinds.JOBS, "mig").toString()).contains("DeadlineExceeded");
        assertThat(pods()).isEmpty();
    }

    @Test
    void a_job_deleted_in_the_background_takes_its_pods_along() throws Exception {
        create(KubeKinds.JOBS, JOB.formatted(0));
        deletion.delete(
                KubeKinds.JOBS, KubeStore.key(KubeKinds.JOBS, "default", "mig"), KubeDeletion.Options.BACKGROUND);
        settle();
        assertThat(pods()).isEmpty();
    }

    @Test
    void an_orphaning_deletion_leaves_the_dependents() throws Exception {
        create(KubeKinds.DEPLOYMENTS, DEPLOYMENT);
        deletion.delete(
                KubeKinds.DEPLOYMENTS,
                KubeStore.key(KubeKinds.DEPLOYMENTS, "default", "web"),
                new KubeDeletion.Options("Orphan", -1, "", "", false));
        settle();
        assertThat(pods()).hasSize(2);
    }

    @Test
    void a_foreground_deletion_removes_the_owner_last() throws Exception {
        create(KubeKinds.DEPLOYMENTS, DEPLOYMENT);
        pods().forEach(pod -> store.update(
                KubeStore.key(KubeKinds.PODS, "default", KubeJson.name(pod)),
                next -> KubeJson.child(next, "spec").put("nodeName", "somewhere")));
        ObjectNode set = store.list(KubeKinds.REPLICA_SETS, "default", any -> true)
                .items()
                .get(0);
        KubeStore.Key key = KubeStore.key(KubeKinds.REPLICA_SETS, "default", KubeJson.name(set));
        deletion.delete(KubeKinds.REPLICA_SETS, key, new KubeDeletion.Options("Foreground", -1, "", "", false));
        settle();
        assertThat(store.get(key)).isPresent();
        assertThat(pods()).allMatch(KubeJson::isBeingDeleted);
        for (ObjectNode pod : pods()) {
            deletion.delete(
                    KubeKinds.PODS,
                    KubeStore.key(KubeKinds.PODS, "default", KubeJson.name(pod)),
                    new KubeDeletion.Options("Background", 0, "", "", false));
        }
        settle();
        // the Deployment wants one at once, but the old one is gone
        assertThat(store.get(key).map(KubeJson::uid)).isNotEqualTo(java.util.Optional.of(KubeJson.uid(set)));
    }

    @Test
    void a_job_deleted_in_the_foreground_counts_its_pods_to_the_last() throws Exception {
        create(KubeKinds.JOBS, JOB.formatted(0));
        store.update(
                KubeStore.key(KubeKinds.PODS, "default", KubeJson.name(pods().get(0))),
                next -> KubeJson.child(next, "spec").put("nodeName", "somewhere"));
        KubeStore.Key job = KubeStore.key(KubeKinds.JOBS, "default", "mig");
        deletion.delete(KubeKinds.JOBS, job, new KubeDeletion.Options("Foreground", -1, "", "", false));
        settle();
        assertThat(store.get(job)).isPresent();

        become(pods().get(0), "Succeeded");
        deletion.delete(
                KubeKinds.PODS,
                KubeStore.key(KubeKinds.PODS, "default", KubeJson.name(pods().get(0))),
                new KubeDeletion.Options("Background", 0, "", "", false));
        settle();

        assertThat(pods()).isEmpty();
        assertThat(store.get(job)).isEmpty();
    }

    @Test
    void a_stateful_set_starts_in_order_and_is_replaced_from_the_last() throws Exception {
        create(KubeKinds.STATEFUL_SETS, DEPLOYMENT.replace("selector:", "serviceName: web, selector:"));
        assertThat(pods()).extracting(KubeJson::name).containsExactly("web-0");
        become(pods().get(0), "Running");
        assertThat(pods()).extracting(KubeJson::name).containsExactly("web-0", "web-1");
        become(pods().get(1), "Running");
        String first = KubeJson.text(get(KubeKinds.STATEFUL_SETS, "web"), "status", "currentRevision");

        patch(KubeKinds.STATEFUL_SETS, "web", "{spec: {template: {spec: {containers: [{name: c, image: 'i:2'}]}}}}");
        assertThat(pods().get(0).toString()).contains("i:1");
        assertThat(pods().get(1).toString()).contains("i:2");
        become(pods().get(1), "Running");
        become(pods().get(0), "Running");
        ObjectNode set = get(KubeKinds.STATEFUL_SETS, "web");
        assertThat(KubeJson.text(set, "status", "currentRevision"))
                .isNotEqualTo(first)
                .isEqualTo(KubeJson.text(set, "status", "updateRevision"));
    }

    @Test
    void a_deleted_namespace_goes_once_it_is_empty() throws Exception {
        objects.create(KubeKinds.NAMESPACES, "", KubePods.named("v1", "Namespace", "shop"), false);
        objects.create(KubeKinds.builtIn("configmaps"), "shop", KubePods.named("v1", "ConfigMap", "a"), false);
        KubeStore.Key key = KubeStore.key(KubeKinds.NAMESPACES, "", "shop");
        deletion.delete(KubeKinds.NAMESPACES, key, KubeDeletion.Options.BACKGROUND);
        settle();
        assertThat(store.get(key)).isEmpty();
        assertThat(store.keys(object -> KubeJson.namespace(object).equals("shop")))
                .isEmpty();
    }
}
