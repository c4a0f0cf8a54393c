package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;
import java.util.Optional;

/** A container needed more memory than it may have. */
final class OutOfMemory implements Pattern {
    @Override
    public String id() {
        return "out-of-memory";
    }

    @Override
    public String purpose() {
        return "A container was killed because it used more memory than its limit.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = observed.containers().stream()
                .filter(sign -> sign.ended() != null && sign.ended().outOfMemory())
                .map(sign -> sign.where() + ": OOMKilled, limit "
                        + (sign.memoryLimit() == null ? "unknown" : sign.memoryLimit()) + ", " + sign.restarts()
                        + " restarts")
                .toList();
        return cause(
                "a container was killed for want of memory",
                evidence,
                "raise its memory limit in " + observed.place().settings() + " and run `ratchet upgrade` again",
                "where it is a migration: it may have committed a part; the way is forward");
    }
}
