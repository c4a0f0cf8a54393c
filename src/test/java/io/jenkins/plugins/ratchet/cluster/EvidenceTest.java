package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
    private static final WorkloadRef REF = new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, "ns", "api");
    private static final String READY = "{conditions: [{type: Ready, status: 'True'}]}";

    private final Deployment deployment = Serialization.unmarshal(
            "--- {apiVersion: apps/v1, kind: Deployment, metadata: {name: api, uid: d, annotations: {deployment.kubernetes.io/revision: '4'}}}",
            Deployment.class);
    private final ReplicaSet older = replicaSet("old", 3);
    private final ReplicaSet newer = replicaSet("new", 4);

    @Test
    void aReadyPodOfAnOlderReplicaSetIsNamed() {
        Pod stale = pod("api-old-1", "old", READY);
        stale.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        Evidence evidence = new Evidence(List.of(older, newer), List.of(stale, pod("api-new-1", "new", READY)));

        WorkloadStatus status = evidence.complete(WorkloadStatus.ready(REF, "1 of 1"), deployment);

        assertThat(status.ready()).isFalse();
        assertThat(status.reason()).isEqualTo("pods of an older ReplicaSet still serve: api-old-1");
    }

    @Test
    void readyPodsOfTheNewestReplicaSetOnlyAreFine() {
        Evidence evidence = new Evidence(
                List.of(older, newer), List.of(pod("api-old-1", "old", "{}"), pod("api-new-1", "new", READY)));

        assertThat(evidence.complete(WorkloadStatus.ready(REF, "1 of 1"), deployment)
                        .ready())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CrashLoopBackOff",
                "ImagePullBackOff",
                "ErrImagePull",
                "InvalidImageName",
                "CreateContainerConfigError"
            })
    void whatKeepsAContainerFromRunningIsTheReason(String trouble) {
        Pod pod = pod(
                "api-new-1",
                "new",
                "{containerStatuses: [{name: app, restartCount: 5, state: {waiting: {reason: " + trouble
                        + ", message: \"back-off\\n  now\"}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}}]}");
        Evidence evidence = new Evidence(List.of(newer), List.of(pod));

        assertThat(evidence.complete(WorkloadStatus.waiting(REF, "0 of 1", null), deployment)
                        .reason())
                .isEqualTo("pod api-new-1, container app: " + trouble
                        + ": back-off now; last exit code 137 OOMKilled, 5 restarts");
    }

    @Test
    void whatAWorkloadRunsIsToldFromItsNewestPodsAlone() {
        Deployment two = Serialization.unmarshal(
                "--- {apiVersion: apps/v1, kind: Deployment, metadata: {name: api, uid: d, annotations: {deployment.kubernetes.io/revision: '4'}},"
                        + " spec: {template: {spec: {containers: [{name: a, image: api:2}, {name: b, image: proxy:1}, {name: c}]}}}}",
                Deployment.class);
        String restarted = "{containerStatuses: [{name: a, restartCount: 3}, {name: b, restartCount: 1}, {name: c}]}";
        Evidence evidence = new Evidence(
                List.of(older, newer), List.of(pod("api-old-1", "old", restarted), pod("api-new-1", "new", restarted)));

        assertThat(evidence.complete(WorkloadStatus.ready(REF, "1 of 1"), two).running())
                .isEqualTo(new Running("4", List.of("api:2", "proxy:1"), 4));
        assertThat(evidence.complete(WorkloadStatus.waiting(REF, "0 of 1", null), null)
                        .running())
                .isNull();
    }

    @Test
    void aPodThatFitsNowhereIsTheReason() {
        Pod pod = pod(
                "api-new-1",
                "new",
                "{conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes}]}");

        assertThat(new Evidence(List.of(newer), List.of(pod))
                        .complete(WorkloadStatus.waiting(REF, "0 of 1", null), deployment)
                        .reason())
                .isEqualTo("pod api-new-1: Unschedulable: 0/3 nodes");
    }

    @Test
    void troubleOfOldPodsIsNoReason() {
        Pod pod = pod("api-old-1", "old", "{containerStatuses: [{name: a, state: {waiting: {reason: ErrImagePull}}}]}");

        assertThat(new Evidence(List.of(older, newer), List.of(pod))
                        .complete(WorkloadStatus.waiting(REF, "0 of 1", null), deployment)
                        .reason())
                .isNull();
    }

    private static ReplicaSet replicaSet(String uid, int revision) {
        return Serialization.unmarshal(
                "--- {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: api-" + uid + ", uid: " + uid
                        + ", annotations: {deployment.kubernetes.io/revision: '" + revision
                        + "'}, ownerReferences: [{kind: Deployment, name: api, uid: d}]}}",
                ReplicaSet.class);
    }

    private static Pod pod(String name, String owner, String status) {
        return Serialization.unmarshal(
                "--- {apiVersion: v1, kind: Pod, metadata: {name: " + name + ", uid: " + name
                        + ", ownerReferences: [{kind: ReplicaSet, uid: " + owner + "}]}, status: " + status + "}",
                Pod.class);
    }
}
