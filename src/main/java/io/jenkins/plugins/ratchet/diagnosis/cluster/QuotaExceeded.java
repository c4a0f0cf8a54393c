package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import java.util.List;
import java.util.Optional;

/** The namespace's quota leaves no room for a pod. */
public final class QuotaExceeded extends ClusterPattern {
    @Override
    public String id() {
        return "quota";
    }

    @Override
    public String purpose() {
        return "A ResourceQuota of the namespace refuses a pod of the release.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        List<String> evidence = cluster.events("FailedCreate")
                .map(ClusterObjects::words)
                .filter(words -> words.contains("exceeded quota") || words.contains("failed quota"))
                .toList();
        return cause(
                "the namespace's quota refuses a pod",
                evidence,
                "`kubectl -n " + incident.namespace() + " describe quota`: raise it, or free what old pods"
                        + " hold; a rolling update needs room for both versions at once",
                "the controller tries again by itself; then `ratchet verify`");
    }
}
