package io.jenkins.plugins.ratchet.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.diagnosis.cluster.ClusterObjects;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses and events in the words of kubelet, scheduler and controllers; each is told by its cause and by no other. */
class PatternsTest {
    private final List<Pod> pods = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<PersistentVolumeClaim> claims = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<JobOutcome> hooks = new ArrayList<>();
    private final List<CheckResult> checks = new ArrayList<>();
    private final List<ContainerLog> logs = new ArrayList<>();
    private Map<String, Set<String>> keys = Map.of();
    private Map<String, String> schemas = Map.of();
    private Upgrade upgrade;
    private Release release;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error creating: pods \"api-7d4b9c6f5d-x2x7k\" is forbidden: exceeded quota: compute, requested:"
                        + " limits.memory=2Gi, used: limits.memory=7Gi, limited: limits.memory=8Gi",
                "Error creating: pods \"api-7d4b9c6f5d-x2x7k\" is forbidden: failed quota: compute: must specify limits.cpu"
                        + " for: api; limits.memory for: api",
                "create Pod queue-0 in StatefulSet queue failed error: pods \"queue-0\" is forbidden: exceeded quota: pods,"
                        + " requested: pods=1, used: pods=10, limited: pods=10"
            })
    void a_quota_that_refuses_a_pod(String message) {
        event("ReplicaSet", "api-7d4b9c6f5d", "FailedCreate", message, 13);

        Cause cause = only("quota");
        assertThat(cause.evidence())
                .containsExactly("ReplicaSet api-7d4b9c6f5d: FailedCreate: " + message + " (13 times)");
        assertThat(cause.advice()).anyMatch(line -> line.contains("kubectl -n shop describe quota"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error creating: pods \"api-6b8f-\" is forbidden: violates PodSecurity \"restricted:latest\":"
                        + " allowPrivilegeEscalation != false (container \"api\" must set"
                        + " securityContext.allowPrivilegeEscalation=false)",
                "Error creating: admission webhook \"validate.kyverno.svc-fail\" denied the request: resource Pod/shop/api-6b8f-"
                        + " was blocked due to the following policies",
                "Error creating: Internal error occurred: failed calling webhook \"linkerd-proxy-injector.linkerd.io\": failed"
                        + " to call webhook: Post \"https://injector.linkerd.svc:443/?timeout=10s\": no endpoints available"
                        + " for service \"linkerd-proxy-injector\"",
                "Error creating: pods \"api-6b8f-\" is forbidden: ValidatingAdmissionPolicy 'images' with binding 'images'"
                        + " denied request: failed expression: object.spec.containers.all(c, c.image.contains('@sha256:'))",
                "Error creating: pods \"api-6b8f-\" is forbidden: error looking up service account shop/api: serviceaccount"
                        + " \"api\" not found"
            })
    void an_admission_that_refuses_a_pod(String message) {
        event("ReplicaSet", "api-6b8f", "FailedCreate", message, 1);

        assertThat(only("admission-refused").evidence())
                .containsExactly("ReplicaSet api-6b8f: FailedCreate: " + message);
    }

    private void fails(String... lines) {
        pod("""
                phase: Running
                containerStatuses:
                  - name: api
                    image: shop:1.1.0
                    ready: false
                    restartCount: 4
                    state: { waiting: { reason: CrashLoopBackOff, message: "back-off 40s restarting failed container" } }
                    lastState: { terminated: { exitCode: 2, reason: Error } }
                """);
        logs.add(new ContainerLog(Place.CLUSTER, "api-1", "api", true, List.of(lines)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "panic: required env vars missing: PORT, DATABASE_URL",
                "Error: Required env var missing: STS_URL",
                "panic: read secret file REDIS_URL_FILE=/run/secrets/redisUrl: open /run/secrets/redisUrl: no such file",
                "panic: secret file empty: DATABASE_URL_FILE=/run/secrets/databaseUrl",
                "panic: CARACAL_MODE must be 'dev', 'rc', or 'stable' (got 'prod')",
                "panic: CARACAL_MODE=rc or CARACAL_MODE=stable forbids: INSECURE_STS",
                "panic: invalid duration for SESSION_TTL: \"7 days\"",
                "environment variable SIGNING_KEY is not set",
                "pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings",
                "ZodError: [ { \"code\": \"invalid_type\", \"path\": [ \"PORT\" ] } ]",
                "KeyError: 'AUDIT_HMAC_KEY'",
                "level=fatal msg=\"invalid configuration: listener address\""
            })
    void a_service_that_refuses_its_configuration(String line) {
        fails("starting", line, "exiting");
        assertThat(ids()).containsExactly("config-refused", "crash-loop");
        assertThat(cause("config-refused").evidence())
                .containsExactly("pod api-1, container api, before its last restart: " + line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "configuration loaded from /etc/api.yaml",
                "invalid token for user 7",
                "the secret was rotated",
                "migrating, the environment is production",
                "GET /config 200"
            })
    void a_line_about_other_things_is_no_refused_configuration(String line) {
        fails(line);
        assertThat(ids()).containsExactly("crash-loop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error: listen EADDRINUSE: address already in use :::3000",
                "listen tcp :8080: bind: address already in use"
            })
    void a_port_that_is_taken(String line) {
        fails(line);
        assertThat(ids()).containsExactly("port-taken", "crash-loop");
    }

    @Test
    void a_claim_whose_storage_class_is_not_there() {
        claim("Pending", "fast");
        String message = "storageclass.storage.k8s.io \"fast\" not found";
        event("PersistentVolumeClaim", "data-queue-0", "ProvisioningFailed", message, 7);
        event("PersistentVolumeClaim", "data-other-0", "ProvisioningFailed", "of another", 1);

        assertThat(only("volume-pending").evidence())
                .containsExactly(
                        "PersistentVolumeClaim data-queue-0 is Pending, storage class fast",
                        "PersistentVolumeClaim data-queue-0: ProvisioningFailed: " + message + " (7 times)");
    }

    @Test
    void a_claim_without_a_storage_class_and_one_that_lost_its_volume() {
        claim("Pending", null);
        String message = "no persistent volumes available for this claim and no storage class is set";
        event("PersistentVolumeClaim", "data-queue-0", "FailedBinding", message, 2);
        claim("Lost", "fast");

        assertThat(only("volume-pending").evidence())
                .anyMatch(line -> line.endsWith("is Pending, storage class the default one"))
                .anyMatch(line -> line.contains(message))
                .anyMatch(line -> line.endsWith("is Lost, storage class fast"));
    }

    @Test
    void a_bound_claim_is_no_cause() {
        claim("Bound", "fast");
        assertThat(Patterns.causes(observed())).isEmpty();
    }

    @Test
    void a_pod_that_no_node_takes() {
        pod("""
                phase: Pending
                qosClass: Burstable
                conditions:
                  - lastProbeTime: null
                    lastTransitionTime: "2026-03-10T08:00:00Z"
                    message: '0/3 nodes are available: 1 node(s) had untolerated taint {gpu: true}, 2 Insufficient memory.
                      preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.'
                    reason: Unschedulable
                    status: "False"
                    type: PodScheduled
                """);

        assertThat(only("unschedulable").evidence())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(
                                "pod api-1: Unschedulable: 0/3 nodes are available: 1 node(s) had untolerated taint"));
    }

    @Test
    void a_container_that_was_killed_for_its_memory() {
        pod("""
                phase: Failed
                containerStatuses:
                  - name: api
                    image: shop:1.1.0
                    imageID: "docker.io/library/shop@sha256:1"
                    ready: false
                    started: false
                    restartCount: 0
                    lastState: {}
                    state:
                      terminated: { exitCode: 137, reason: OOMKilled, startedAt: "2026-03-10T08:00:00Z", finishedAt: "2026-03-10T08:00:09Z" }
                """);

        assertThat(only("out-of-memory").evidence())
                .containsExactly("pod api-1, container api: OOMKilled, limit 256Mi, 0 restarts");
    }

    @Test
    void an_init_container_that_was_killed_for_its_memory_is_told_with_its_own_limit() {
        pod("""
                phase: Pending
                initContainerStatuses:
                  - name: wait
                    image: shop:1.1.0
                    imageID: "docker.io/library/shop@sha256:1"
                    ready: false
                    started: false
                    restartCount: 2
                    lastState:
                      terminated: { exitCode: 137, reason: OOMKilled, startedAt: "2026-03-10T08:00:00Z", finishedAt: "2026-03-10T08:00:09Z" }
                    state:
                      waiting: { reason: CrashLoopBackOff, message: "back-off 20s restarting failed container=wait pod=api-1" }
                """);

        assertThat(ids()).containsExactly("out-of-memory", "crash-loop");
        assertThat(cause("out-of-memory").evidence())
                .containsExactly("pod api-1, container wait: OOMKilled, limit 64Mi, 2 restarts");
    }

    @Test
    void a_node_that_does_not_answer() {
        pod("phase: Running");
        nodes.add(Serialization.unmarshal("""
                apiVersion: v1
                kind: Node
                metadata: { name: node-1 }
                status:
                  conditions:
                    - { type: MemoryPressure, status: Unknown, reason: NodeStatusUnknown, message: Kubelet stopped posting node status. }
                    - { type: Ready, status: Unknown, reason: NodeStatusUnknown, message: Kubelet stopped posting node status. }
                """, Node.class));

        assertThat(only("node-away").evidence())
                .containsExactly(
                        "node node-1: Ready is Unknown, NodeStatusUnknown: Kubelet stopped posting node status.; on it: api-1");
    }

    @Test
    void a_mounted_key_that_a_secret_does_not_have() {
        pod("phase: Pending");
        keys = Map.of("Secret/shop-keys", Set.of("public.pem"));
        String message =
                "MountVolume.SetUp failed for volume \"keys\" : references non-existent secret key: signing.pem";
        event("Pod", "api-1", "FailedMount", message, 9);

        assertThat(only("missing-config-key").evidence())
                .containsExactly(
                        "Pod api-1: FailedMount: " + message + " (9 times)",
                        "Secret/shop-keys has the keys public.pem");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MountVolume.SetUp failed for volume \"keys\" : secret \"shop-keys\" not found",
                "MountVolume.SetUp failed for volume \"conf\" : configmap \"shop-conf\" not found"
            })
    void a_mounted_object_that_does_not_exist(String message) {
        event("Pod", "api-1", "FailedMount", message, 3);
        assertThat(only("missing-config-key").evidence())
                .containsExactly("Pod api-1: FailedMount: " + message + " (3 times)");
    }

    @Test
    void a_failed_hook_of_whose_databases_nobody_knows_anything() {
        hooks.add(hook(JobOutcome.State.FAILED, "BackoffLimitExceeded: Job has reached the specified backoff limit"));

        assertThat(only("hook-failed").evidence())
                .containsExactly("hook Job migrate (pre-upgrade) is failed: BackoffLimitExceeded: Job has reached the"
                        + " specified backoff limit");
    }

    @Test
    void a_hook_job_that_somebody_deleted() {
        hooks.add(hook(JobOutcome.State.VANISHED, "it was deleted before it was complete"));

        assertThat(only("hook-job-deleted").evidence())
                .containsExactly("hook Job migrate (pre-upgrade) is vanished: it was deleted before it was complete");
    }

    @Test
    void a_release_that_somebody_rolled_back() {
        release = revision(3, "Rollback to 1", 1);
        ReleaseVersion start = new ReleaseVersion("shop", "1.0.0", null, 1);
        ReleaseVersion target = new ReleaseVersion("shop", "1.1.0", null, 2);
        upgrade = Upgrade.open("u", "me", start, Instant.EPOCH)
                .towards(start, target, "digest", List.of(), Map.of("metadata", "1.0.0"));
        schemas = Map.of("metadata", "1.1.0", "other", "7");

        Cause cause = only("rolled-back");

        assertThat(cause.evidence())
                .containsExactly(
                        "revision 3 is a rollback to revision 1: shop 1.0.0",
                        "the last recorded upgrade went to shop 1.1.0, revision 2",
                        "database metadata is at schema 1.1.0; before the upgrade it was at 1.0.0",
                        "database other is at schema 7");
        assertThat(cause.advice()).anyMatch(line -> line.contains("to 1.1.0 or newer, with --after-rollback 3"));
    }

    @Test
    void a_rollback_that_failed_of_a_release_that_nothing_is_recorded_of() {
        release = revision(4, "Rollback \"shop\" failed: timed out", null);

        assertThat(only("rolled-back").evidence()).containsExactly("revision 4 is a rollback that failed: shop 1.0.0");
        assertThat(cause("rolled-back").advice())
                .anyMatch(line -> line.contains("the streams and consumer groups of Redis"));
    }

    @Test
    void a_release_that_went_forward_was_not_rolled_back() {
        release = revision(4, "Upgrade complete", null);
        assertThat(ids()).isEmpty();
    }

    private static Release revision(int number, String description, Integer rollbackTo) {
        return new Release(
                "shop",
                "shop",
                number,
                ReleaseStatus.DEPLOYED,
                description,
                "shop",
                "1.0.0",
                "1.0.0",
                Instant.EPOCH,
                null,
                "",
                List.of(),
                rollbackTo);
    }

    @Test
    void a_failed_check_that_knows_no_cause_of_its_own() {
        checks.add(
                new CheckResult("orders", "sql", CheckResult.Outcome.FAILED, "2 rows", "none", Duration.ofSeconds(1)));
        checks.add(new CheckResult("pages", "http", CheckResult.Outcome.PASSED, "200", null, Duration.ofSeconds(1)));

        assertThat(only("check-failed").evidence()).containsExactly("check orders (sql): 2 rows; expected none");
    }

    private Cause only(String id) {
        assertThat(ids()).containsExactly(id);
        return cause(id);
    }

    private List<String> ids() {
        return Patterns.causes(observed()).stream().map(Cause::id).toList();
    }

    private Cause cause(String id) {
        return Patterns.causes(observed()).stream()
                .filter(cause -> cause.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static JobOutcome hook(JobOutcome.State state, String message) {
        return new JobOutcome("migrate", "j", "pre-upgrade", state, message);
    }

    private void event(String kind, String name, String reason, String message, int count) {
        Event event = Serialization.unmarshal("""
                apiVersion: v1
                kind: Event
                metadata: { name: e, namespace: shop }
                type: Warning
                firstTimestamp: "2026-03-10T08:00:00Z"
                lastTimestamp: "2026-03-10T08:01:00Z"
                source: { component: controller }
                """, Event.class);
        event.setInvolvedObject(new ObjectReferenceBuilder()
                .withKind(kind)
                .withName(name)
                .withNamespace("shop")
                .build());
        event.setReason(reason);
        event.setMessage(message);
        event.setCount(count);
        events.add(event);
    }

    private void claim(String phase, String storageClass) {
        claims.add(Serialization.unmarshal(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: { name: data-queue-0, namespace: shop }
                spec: { accessModes: [ReadWriteOnce]%s }
                status: { phase: %s }
                """.formatted(storageClass == null ? "" : ", storageClassName: " + storageClass, phase),
                PersistentVolumeClaim.class));
    }

    private void pod(String status) {
        pods.add(Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: { name: api-1, namespace: shop }
                spec:
                  nodeName: node-1
                  volumes:
                    - { name: keys, secret: { secretName: shop-keys } }
                  initContainers:
                    - { name: wait, image: "shop:1.1.0", resources: { limits: { memory: 64Mi } } }
                  containers:
                    - { name: api, image: "shop:1.1.0", resources: { limits: { memory: 256Mi } } }
                status:
                """ + status.indent(2), Pod.class));
    }

    private Observed observed() {
        Incident incident = new Incident(
                "shop",
                "shop",
                "failed",
                upgrade,
                release,
                hooks,
                List.of(),
                checks,
                schemas,
                null,
                null,
                List.of(),
                null,
                Instant.EPOCH);
        ClusterObjects objects = new ClusterObjects(List.of(), pods, events, claims, nodes, keys, List.of());
        return new Observed(incident, Place.CLUSTER, objects.containers(), logs, List.of(), objects, null);
    }
}
