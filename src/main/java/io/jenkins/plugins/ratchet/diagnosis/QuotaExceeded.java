package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;
import java.util.Optional;

/** The namespace's quota leaves no room for a pod. */
final class QuotaExceeded implements Pattern {
    @Override
    public String id() {
        return "quota";
    }

    @Override
    public String purpose() {
        return "A ResourceQuota of the namespace refuses a pod of the release.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = observed.events("FailedCreate")
                .map(Observed::words)
                .filter(words -> words.contains("exceeded quota") || words.contains("failed quota"))
                .toList();
        return cause(
                "the namespace's quota refuses a pod",
                evidence,
                "`kubectl -n " + observed.incident().namespace() + " describe quota`: raise it, or free what old pods"
                        + " hold; a rolling update needs room for both versions at once",
                "the controller tries again by itself; then `ratchet verify`");
    }
}
