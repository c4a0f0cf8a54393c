package io.jenkins.plugins.ratchet.demo;

import java.io.PrintStream;
import java.util.function.BooleanSupplier;

/**
 * How the demo is to run.
 *
 * @param keep leaves everything running afterwards until it is asked to stop
 * @param json prints the story as one JSON document to {@code out}, and all else to {@code err}
 * @param helm path of a helm binary or {@code embedded}; null takes helm from PATH, else the embedded one
 * @param version of Ratchet, for the JSON document
 * @param stopped whether the run was asked to end
 */
public record DemoRequest(
        boolean keep,
        boolean json,
        String helm,
        String version,
        PrintStream out,
        PrintStream err,
        BooleanSupplier stopped) {

    /** Where the story goes that people read. */
    PrintStream story() {
        return json ? err : out;
    }
}
