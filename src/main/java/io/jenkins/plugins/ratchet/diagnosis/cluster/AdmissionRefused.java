package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import java.util.List;
import java.util.Optional;

/** Admission refuses a pod. */
public final class AdmissionRefused extends ClusterPattern {
    @Override
    public String id() {
        return "admission-refused";
    }

    @Override
    public String purpose() {
        return "A webhook, a policy or the namespace's pod security refuses a pod of the release.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        List<String> evidence = cluster.events("FailedCreate")
                .map(ClusterObjects::words)
                .filter(words -> words.contains("admission webhook")
                        || words.contains("failed calling webhook")
                        || words.contains("violates PodSecurity")
                        || words.contains("ValidatingAdmissionPolicy")
                        || words.contains("is forbidden")
                                && !words.contains("exceeded quota")
                                && !words.contains("failed quota"))
                .toList();
        return cause(
                "the cluster's admission refuses a pod of the new version",
                evidence,
                "the message names the webhook, policy or standard: have it allow the pod, or set what it asks for in the"
                        + " values",
                "then run `ratchet upgrade` again");
    }
}
