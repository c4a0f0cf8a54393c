package io.jenkins.plugins.ratchet.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A volume is not there. */
final class ClaimPending implements Pattern {
    @Override
    public String id() {
        return "volume-pending";
    }

    @Override
    public String purpose() {
        return "A PersistentVolumeClaim of the release is not bound.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = new ArrayList<>();
        observed.claims().stream()
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
                    observed.events("ProvisioningFailed", "FailedBinding", "WaitForFirstConsumer")
                            .filter(event -> event.getInvolvedObject() != null
                                    && name.equals(event.getInvolvedObject().getName()))
                            .map(Observed::words)
                            .forEach(evidence::add);
                });
        return cause(
                "a volume that a pod waits for is not there",
                evidence,
                "check that the storage class exists and that its provisioner works: `kubectl get storageclass`",
                "once the claim is bound the pods go on by themselves; then `ratchet verify`");
    }
}
