package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;
import java.util.Optional;

/** A container ends again and again. */
final class CrashLoop implements Pattern {
    @Override
    public String id() {
        return "crash-loop";
    }

    @Override
    public String purpose() {
        return "A container is started and ends again and again.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = observed.containers().stream()
                .filter(ContainerSign::loops)
                .map(sign -> sign.where() + ": " + ended(sign) + ", " + sign.restarts() + " restarts; it printed last: "
                        + observed.lastWords(sign))
                .toList();
        return cause(
                "a container ends again and again",
                evidence,
                observed.place() == Place.CLUSTER
                        ? "read its log of the run before (logs/POD/CONTAINER.previous.log in the bundle)"
                        : "read its log (logs/SERVICE/CONTAINER.log in the bundle)",
                "compare its environment and mounted keys with what the new version's release notes ask for");
    }

    private static String ended(ContainerSign sign) {
        return sign.ended() == null
                ? "no exit code known"
                : sign.ended().status()
                        + (sign.ended().reason() == null
                                        || sign.ended().reason().equals("Error")
                                ? ""
                                : " " + sign.ended().reason());
    }
}
