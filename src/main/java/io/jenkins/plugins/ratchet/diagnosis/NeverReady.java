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
        observed.containers().stream()
                .filter(sign -> sign.running() && !sign.ready() && !sign.before())
                // Without a health check one that is not ready ends again and again.
                .filter(sign -> sign.place() == Place.CLUSTER || !sign.probe().isEmpty())
                .forEach(sign -> {
                    evidence.add(sign.where() + " runs and is not ready");
                    evidence.addAll(sign.probe());
                });
        return cause(
                "a " + (observed.place() == Place.CLUSTER ? "pod" : "container") + " runs, but never becomes ready",
                evidence,
                "read what its probe answers and what its log says; often a database, a stream or another service that it"
                        + " needs is not as the new version expects it",
                "mend that; it becomes ready by itself, then `ratchet verify`; otherwise upgrade to a mended version");
    }
}
