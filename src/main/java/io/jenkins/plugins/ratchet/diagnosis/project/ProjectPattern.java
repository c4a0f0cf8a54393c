package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import io.jenkins.plugins.ratchet.diagnosis.Pattern;
import java.util.Optional;

/** A pattern in what a project of docker compose shows; it recognises nothing elsewhere. */
abstract class ProjectPattern implements Pattern {
    @Override
    public final Optional<Cause> in(Observed observed) {
        return Optional.ofNullable(observed.project()).flatMap(project -> in(project, observed));
    }

    abstract Optional<Cause> in(ProjectFacts project, Observed observed);
}
