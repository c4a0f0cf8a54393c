package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import java.util.Optional;

/** A key or certificate lost its line breaks on its way into a Secret. */
public final class PemNewlines extends ClusterPattern {
    @Override
    public String id() {
        return "pem-newlines";
    }

    @Override
    public String purpose() {
        return "A Secret of the release holds a PEM key or certificate without its line breaks.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        return cause(
                "a PEM key or certificate lost its line breaks",
                cluster.brokenPem(),
                "write the Secret again from the file itself: `kubectl create secret generic NAME --from-file=KEY=FILE"
                        + " --dry-run=client -o yaml | kubectl apply -f -`",
                "then restart the pods that read it and run `ratchet verify`");
    }
}
