package io.jenkins.plugins.ratchet.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pod runs and is not ready. */
final class NeverReady implements Pattern {
    @Override
    public String id() {
        return "readiness-never";
    }

    @Override
    public String purpose() {
        return "A container runs, but its readiness or startup probe does not pass.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = new ArrayList<>();
        observed.containers()
                .filter(sign -> sign.running() && !sign.ready())
                .filter(sign -> sign.pod().getStatus().getContainerStatuses().contains(sign.status()))
                .forEach(sign -> {
                    evidence.add(sign.where() + " runs and is not ready");
                    observed.events("Unhealthy")
                            .filter(event -> event.getInvolvedObject() != null
                                    && sign.podName()
                                            .equals(event.getInvolvedObject().getName()))
                            .map(Observed::words)
                            .forEach(evidence::add);
                });
        return cause(
                "a pod runs, but never becomes ready",
                evidence,
                "read what its probe answers and what its log says; often a database, a stream or another service that it"
                        + " needs is not as the new version expects it",
                "mend that; the pod becomes ready by itself, then `ratchet verify`; otherwise upgrade to a mended version");
    }
}
