package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        List<String> evidence = observed.containers()
                .filter(sign -> sign.ended()
                        .filter(end -> "OOMKilled".equals(end.getReason()))
                        .isPresent())
                .map(sign -> sign.where() + ": OOMKilled, limit " + limit(sign) + ", " + sign.restarts() + " restarts")
                .toList();
        return cause(
                "a container was killed for want of memory",
                evidence,
                "raise its memory limit in the values and run `ratchet upgrade` again",
                "where it is a migration Job: it may have committed a part; the way is forward");
    }

    private static String limit(ContainerSign sign) {
        return sign.pod().getSpec() == null
                ? "unknown"
                : Stream.concat(
                                sign.pod().getSpec().getInitContainers().stream(),
                                sign.pod().getSpec().getContainers().stream())
                        .filter(each -> each.getName().equals(sign.status().getName()))
                        .filter(each -> each.getResources() != null
                                && each.getResources().getLimits() != null
                                && each.getResources().getLimits().get("memory") != null)
                        .map(each ->
                                each.getResources().getLimits().get("memory").toString())
                        .findFirst()
                        .orElse("none of its own");
    }
}
