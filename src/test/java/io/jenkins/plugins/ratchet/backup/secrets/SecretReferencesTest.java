package io.jenkins.plugins.ratchet.backup.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretReferencesTest {
    @Test
    void everyWayOfNamingASecretCounts() {
        SecretReferences found = new SecretReferences(List.of("""
                apiVersion: v1
                kind: Secret
                metadata: { name: own }
                stringData: { secretName: not-a-reference }
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: api }
                spec:
                  template:
                    spec:
                      serviceAccountName: api
                      imagePullSecrets: [{ name: pull }]
                      initContainers:
                        - name: init
                          envFrom: [{ secretRef: { name: init-env } }]
                      containers:
                        - name: api
                          env:
                            - name: A
                              valueFrom: { secretKeyRef: { name: key, key: a } }
                            - name: B
                              valueFrom: { secretKeyRef: { name: may-miss, key: a, optional: true } }
                            - name: C
                              valueFrom: { configMapKeyRef: { name: no-secret, key: a } }
                      volumes:
                        - name: v
                          secret: { secretName: volume }
                        - name: p
                          projected: { sources: [{ secret: { name: projected } }] }
                ---
                kind: Ingress
                spec: { tls: [{ secretName: tls }] }
                """, """
                kind: List
                items:
                  - kind: Job
                    spec: { template: { spec: { containers: [{ name: hook, env: [{ valueFrom: { secretKeyRef: { name: hook } } }] }] } } }
                """));

        assertThat(found.secrets())
                .containsExactly("hook", "init-env", "key", "may-miss", "own", "projected", "pull", "tls", "volume");
        assertThat(found.mayBeMissing("may-miss")).isTrue();
        assertThat(found.mayBeMissing("key")).isFalse();
        assertThat(found.accounts()).containsExactly("api", "default");
    }

    @Test
    void aManifestThatCannotBeReadIsAnErrorThatDoesNotQuoteIt() {
        assertThatThrownBy(() -> new SecretReferences(List.of("a: [hunter2")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("cannot be read as YAML")
                .hasMessageNotContaining("hunter2");
    }
}
