package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.cluster.WorkloadRef.Kind;
import io.jenkins.plugins.ratchet.outcome.RunException;
import org.junit.jupiter.api.Test;

class WorkloadRefTest {

    @Test
    void workloadsAreFoundInOrderAndEverythingElseIsPassedOver() {
        String manifest = """
                ---
                # Source: carto/templates/config.yaml
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: config }
                data:
                  text: |
                    kind: Deployment
                    --- not a separator
                ---
                # Source: carto/templates/empty.yaml
                --- # another
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: api
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: { name: db, namespace: data }
                ---
                {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"}}
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: { name: seed }
                spec: { ttlSecondsAfterFinished: 60 }
                ---
                apiVersion: batch.volcano.sh/v1alpha1
                kind: Job
                metadata: { name: foreign }
                ---
                apiVersion: v1
                kind: Pod
                metadata: { name: toolbox }
                """;

        assertThat(WorkloadRef.inManifest(manifest, "carto"))
                .containsExactly(
                        new WorkloadRef(Kind.DEPLOYMENT, "carto", "api"),
                        new WorkloadRef(Kind.STATEFUL_SET, "data", "db"),
                        new WorkloadRef(Kind.DAEMON_SET, "carto", "agent"),
                        new WorkloadRef(Kind.JOB, "carto", "seed", true),
                        new WorkloadRef(Kind.POD, "carto", "toolbox"));
    }

    @Test
    void listsAreUnpackedAndAWorkloadIsNamedOnce() {
        String manifest = """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: apps/v1
                  kind: DeploymentList
                  items:
                  - { apiVersion: apps/v1, kind: Deployment, metadata: { name: a } }
                - { apiVersion: apps/v1, kind: Deployment, metadata: { name: a } }
                """;

        assertThat(WorkloadRef.inManifest(manifest, "ns")).containsExactly(new WorkloadRef(Kind.DEPLOYMENT, "ns", "a"));
    }

    @Test
    void anUnreadableDocumentMattersOnlyWhereItHoldsAWorkload() {
        assertThat(WorkloadRef.inManifest("kind: Other\n\tbroken: [", "ns")).isEmpty();
        assertThatThrownBy(() -> WorkloadRef.inManifest("a: 1\n---\nkind: Deployment\nbroken: [", "ns"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("document 2")
                .hasMessageContaining("helm get manifest");
    }

    @Test
    void aManifestLargerThanAnyReleaseIsRefused() {
        assertThatThrownBy(() -> WorkloadRef.inManifest(" ".repeat(Manifest.LARGEST + 1), "ns"))
                .isInstanceOf(RunException.class);
    }

    @Test
    void anEmptyManifestHasNoWorkloads() {
        assertThat(WorkloadRef.inManifest("", "ns")).isEmpty();
        assertThat(WorkloadRef.inManifest("--- \n# nothing\n", "ns")).isEmpty();
    }
}
