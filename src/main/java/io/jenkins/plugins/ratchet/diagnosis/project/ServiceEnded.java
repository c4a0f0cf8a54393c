package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import java.util.Optional;

/** A container that is to serve has ended, and stays so. */
public final class ServiceEnded extends ProjectPattern {
    @Override
    public String id() {
        return "service-ended";
    }

    @Override
    public String purpose() {
        return "A container of a service has ended, and the engine does not start it again.";
    }

    @Override
    Optional<Cause> in(ProjectFacts project, Observed observed) {
        return cause(
                "a service has ended",
                observed.containers().stream()
                        .filter(sign -> !sign.running() && sign.waiting() == null && sign.ended() != null)
                        .filter(sign -> !sign.loops() && !sign.ended().outOfMemory())
                        .filter(sign -> project.service(sign.owner())
                                .filter(service ->
                                        service.ready() && sign.ended().exitCode() == 0)
                                .isEmpty())
                        .map(sign -> sign.where() + ", image " + sign.image() + ": "
                                + sign.ended().status() + "; it printed last: " + observed.lastWords(sign))
                        .toList(),
                "read its log (logs/SERVICE/CONTAINER.log in the bundle), and compare its variables and files with what the"
                        + " new version asks for",
                "mend that and run `ratchet upgrade` again, to this version or a newer one");
    }
}
