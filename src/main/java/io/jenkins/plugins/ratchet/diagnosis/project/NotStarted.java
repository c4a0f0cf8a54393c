package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import java.util.Optional;
import java.util.stream.Stream;

/** The engine made a container and could not start it. */
public final class NotStarted extends ProjectPattern {
    @Override
    public String id() {
        return "container-not-started";
    }

    @Override
    public String purpose() {
        return "The engine made a container and could not start it, for want of something else than a file or a port.";
    }

    /** What the engine itself said of containers that it could not start, the migration's included. */
    static Stream<String> errors(Observed observed) {
        return observed.project().containers().stream()
                .filter(detail -> detail.error() != null)
                .map(detail -> "container " + detail.container().name() + " was "
                        + detail.container().status() + ": " + detail.error());
    }

    @Override
    Optional<Cause> in(ProjectFacts project, Observed observed) {
        return cause(
                "the engine could not start a container",
                errors(observed)
                        .filter(line -> !MissingFile.tells(line) && !line.contains("address already in use"))
                        .filter(line -> !line.contains("port is already allocated"))
                        .toList(),
                "look at the service's command and entrypoint, at its devices, limits and networks in the Compose files, and at"
                        + " what the image holds",
                "mend that and run `ratchet upgrade` again");
    }
}
