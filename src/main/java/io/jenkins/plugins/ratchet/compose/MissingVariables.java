package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;

/** Variables that the Compose files require have no value. */
public final class MissingVariables extends RunException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> names;

    MissingVariables(List<String> names) {
        super(ExitCode.USAGE, "the Compose files require variables that are not set: " + String.join(", ", names));
        this.names = names;
    }

    /** Each with what the files say about it, in the order of the alphabet. */
    public List<String> names() {
        return names;
    }
}
