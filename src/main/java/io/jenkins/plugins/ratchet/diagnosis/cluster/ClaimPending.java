package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A volume is not there. */
public final class ClaimPending extends ClusterPattern {
    @Override
    public String id() {
        return "volume-pending";
    }

    @Override
    public String purpose() {
        return "A PersistentVolumeClaim of the release is not bound.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        List<String> evidence = new ArrayList<>();
        cluster.claims().stream()
                .filter(claim -> claim.getStatus() == null
                        || !"Bound".equals(claim.getStatus().getPhase()))
                .forEach(claim -> {
                    String name = claim.getMetadata().getName();
                    String storageClass =
                            claim.getSpec() == null ? null : claim.getSpec().getStorageClassName();
                    evidence.add("PersistentVolumeClaim " + name + " is "
                            + (claim.getStatus() == null
                                    ? "new"
                                    : claim.getStatus().getPhase()) + ", storage class "
                            + (storageClass == null ? "the default one" : storageClass));
                    cluster.events("ProvisioningFailed", "FailedBinding", "WaitForFirstConsumer")
                            .filter(event -> event.getInvolvedObject() != null
                                    && name.equals(event.getInvolvedObject().getName()))
                            .map(ClusterObjects::words)
                            .forEach(evidence::add);
                });
        return cause(
                "a volume that a pod waits for is not there",
                evidence,
                "check that the storage class exists and that its provisioner works: `kubectl get storageclass`",
                "once the claim is bound the pods go on by themselves; then `ratchet verify`");
    }
}
