package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;
import java.util.Optional;

/** Recognises one cause of failures in what was collected; it decides and asks nobody. */
public interface Pattern {

    /** The stable id of the cause. */
    String id();

    /** What it recognises, in one sentence for the documentation. */
    String purpose();

    /** The cause, where this looks like it. */
    Optional<Cause> in(Observed observed);

    /** The cause where there is evidence for it. */
    default Optional<Cause> cause(String what, List<String> evidence, String... advice) {
        return evidence.isEmpty() ? Optional.empty() : Optional.of(new Cause(id(), what, evidence, List.of(advice)));
    }
}
