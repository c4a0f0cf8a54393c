package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "all updated | {replicas: 3} | {observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3} | ready | 3 of 3 updated, 3 available",
                "not observed | {replicas: 1} | {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1} | waiting | its controller has not seen the new revision yet",
                "no status | {replicas: 1} | {} | waiting | its controller has not seen the new revision yet",
                "old pod left | {replicas: 2} | {observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 2} | waiting | 2 of 2 updated, 2 available, 1 of the old revision left",
                "not available | {replicas: 2} | {observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 1} | waiting | 2 of 2 updated, 1 available",
                "default replicas | {} | {observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1} | ready | 1 of 1 updated, 1 available",
                "scaled to 0 | {replicas: 0} | {observedGeneration: 2} | ready | scaled to 0, nothing runs",
                "scaling to 0 | {replicas: 0} | {observedGeneration: 2, replicas: 1} | waiting | 0 of 0 updated, 0 available, 1 of the old revision left",
                "paused midway | {replicas: 1, paused: true} | {observedGeneration: 2, replicas: 1, availableReplicas: 1} | stuck | rollout is paused",
                "paused after | {replicas: 1, paused: true} | {observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1} | ready | 1 of 1",
                "overdue | {replicas: 1} | {observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: timed out}]} | stuck | ProgressDeadlineExceeded: timed out",
                "overdue before | {replicas: 1} | {observedGeneration: 1, replicas: 1, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]} | waiting | not seen the new revision",
                "quota | {replicas: 1} | {observedGeneration: 2, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: exceeded quota}]} | waiting | FailedCreate: exceeded quota",
            })
    void deployments(String name, String spec, String status, String verdict, String words) {
        check(Kind.DEPLOYMENT, "apps/v1", spec, status, verdict, words);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "all updated | {replicas: 2} | {observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, currentRevision: b, updateRevision: b} | ready | 2 of 2 updated",
                "unchanged template | {replicas: 2} | {observedGeneration: 2, replicas: 2, updatedReplicas: 0, availableReplicas: 2, currentRevision: a, updateRevision: a} | ready | 2 of 2 updated",
                "before 1.22 | {replicas: 1} | {observedGeneration: 2, replicas: 1, readyReplicas: 1, currentRevision: a, updateRevision: a} | ready | 1 of 1",
                "halfway | {replicas: 2} | {observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 2, currentRevision: a, updateRevision: b} | waiting | 1 of 2 updated, 2 available, 1 of the old revision left",
                "partitioned, going on | {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}} | {observedGeneration: 2, replicas: 3, updatedReplicas: 0, availableReplicas: 3, currentRevision: a, updateRevision: b} | waiting | 0 of 3",
                "partitioned, over | {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}} | {observedGeneration: 2, replicas: 3, updatedReplicas: 1, availableReplicas: 3, currentRevision: a, updateRevision: b} | stuck | partition 2",
                "partitioned, nothing new | {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}} | {observedGeneration: 2, replicas: 3, availableReplicas: 3, currentRevision: a, updateRevision: a} | ready | 3 of 3",
                "on delete | {replicas: 1, updateStrategy: {type: OnDelete}} | {observedGeneration: 2, replicas: 1, availableReplicas: 1, currentRevision: a, updateRevision: b} | stuck | OnDelete",
                "on delete, all deleted | {replicas: 1, updateStrategy: {type: OnDelete}} | {observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1, currentRevision: a, updateRevision: b} | ready | 1 of 1",
            })
    void statefulSets(String name, String spec, String status, String verdict, String words) {
        check(Kind.STATEFUL_SET, "apps/v1", spec, status, verdict, words);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "all updated | {} | {observedGeneration: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2} | ready | 2 of 2",
                "halfway | {} | {observedGeneration: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2} | waiting | 1 of 2",
                "no node | {} | {observedGeneration: 2, desiredNumberScheduled: 0} | ready | no node wants it",
                "on delete | {updateStrategy: {type: OnDelete}} | {observedGeneration: 2, desiredNumberScheduled: 1, numberAvailable: 1} | stuck | OnDelete",
            })
    void daemonSets(String name, String spec, String status, String verdict, String words) {
        check(Kind.DAEMON_SET, "apps/v1", spec, status, verdict, words);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "started | {} | {active: 1} | waiting | 1 active, 0 succeeded, 0 failed",
                "criteria met | {} | {active: 1, conditions: [{type: SuccessCriteriaMet, status: 'True'}]} | waiting | success criteria met",
                "complete | {} | {succeeded: 1, conditions: [{type: SuccessCriteriaMet, status: 'True'}, {type: Complete, status: 'True'}]} | ready | complete",
                "not complete | {} | {conditions: [{type: Complete, status: 'False'}]} | waiting | 0 active",
                "failing | {} | {conditions: [{type: FailureTarget, status: 'True', reason: BackoffLimitExceeded}]} | waiting | BackoffLimitExceeded",
                "failed | {} | {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: Job has reached it}]} | stuck | BackoffLimitExceeded: Job has reached it",
                "suspended | {suspend: true} | {conditions: [{type: Suspended, status: 'True'}]} | stuck | it is suspended",
            })
    void jobs(String name, String spec, String status, String verdict, String words) {
        check(Kind.JOB, "batch/v1", spec, status, verdict, words);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no status | {} | {} | waiting | pending",
                "running | {} | {phase: Running, conditions: [{type: Ready, status: 'False'}]} | waiting | running",
                "ready | {} | {phase: Running, conditions: [{type: Ready, status: 'True'}]} | ready | ready",
                "over | {} | {phase: Succeeded} | ready | succeeded",
                "failed | {} | {phase: Failed, reason: Evicted, message: no disk} | stuck | Evicted: no disk",
            })
    void pods(String name, String spec, String status, String verdict, String words) {
        check(Kind.POD, "v1", spec, status, verdict, words);
    }

    @Test
    void anObjectThatIsBeingDeletedIsNotReady() {
        WorkloadRef ref = new WorkloadRef(Kind.DEPLOYMENT, "ns", "x");
        HasMetadata object = object(
                Kind.DEPLOYMENT,
                "apps/v1",
                "{replicas: 1}",
                "{observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1}");
        object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

        assertThat(Readiness.of(ref, object).ready()).isFalse();
        assertThat(Readiness.of(ref, object).progress()).isEqualTo("is being deleted");
    }

    @Test
    void absenceIsReadinessOnlyForAJobThatExpires() {
        assertThat(Readiness.of(new WorkloadRef(Kind.JOB, "ns", "x"), null).ready())
                .isFalse();
        assertThat(Readiness.of(new WorkloadRef(Kind.JOB, "ns", "x", true), null)
                        .ready())
                .isTrue();
    }

    private static void check(Kind kind, String apiVersion, String spec, String status, String verdict, String words) {
        WorkloadStatus seen = Readiness.of(new WorkloadRef(kind, "ns", "x"), object(kind, apiVersion, spec, status));
        assertThat(seen.ready() ? "ready" : seen.fatal() ? "stuck" : "waiting").isEqualTo(verdict);
        assertThat(seen.toString()).contains(words);
    }

    private static HasMetadata object(Kind kind, String apiVersion, String spec, String status) {
        String yaml = "apiVersion: " + apiVersion + "\nkind: " + kind
                + "\nmetadata: {name: x, namespace: ns, generation: 2, uid: u}\nspec: " + spec + "\nstatus: " + status
                + "\n";
        return (HasMetadata) Serialization.unmarshal(yaml, KubernetesResource.class);
    }
}
