package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Ratchet's own command line, so that the story is told by what users run. */
@FunctionalInterface
public interface Ratchet {
    /**
     * Runs one command, with its output shown as it would be to whoever typed it.
     *
     * @param arguments all that follows {@code ratchet}
     */
    Invocation run(List<String> arguments);

    /**
     * What came of a command.
     *
     * @param report the report as JSON, or, after {@code status -o json}, that document; a missing node where there is
     *     none
     */
    record Invocation(int exitCode, JsonNode report) {}
}
