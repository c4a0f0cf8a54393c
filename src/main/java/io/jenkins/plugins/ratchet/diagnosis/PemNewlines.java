package io.jenkins.plugins.ratchet.diagnosis;

import java.util.Optional;

/** A key or certificate lost its line breaks on its way into a Secret. */
final class PemNewlines implements Pattern {
    @Override
    public String id() {
        return "pem-newlines";
    }

    @Override
    public String purpose() {
        return "A Secret of the release holds a PEM key or certificate without its line breaks.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        return cause(
                "a PEM key or certificate lost its line breaks",
                observed.brokenPem(),
                "write the Secret again from the file itself: `kubectl create secret generic NAME --from-file=KEY=FILE"
                        + " --dry-run=client -o yaml | kubectl apply -f -`",
                "then restart the pods that read it and run `ratchet verify`");
    }
}
