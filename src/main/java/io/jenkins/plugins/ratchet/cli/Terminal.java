package io.jenkins.plugins.ratchet.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What surrounds a command: where it prints, its environment, and whether it was asked to stop.
 *
 * @param colour whether {@code out} is a terminal that wants colours
 */
public record Terminal(
        PrintStream out, PrintStream err, boolean colour, Map<String, String> environment, BooleanSupplier stopped) {

    /** The process's own; colours as https://no-color.org asks. */
    static Terminal ofProcess(BooleanSupplier stopped) {
        Map<String, String> environment = System.getenv();
        boolean colour = System.console() != null
                && !environment.containsKey("NO_COLOR")
                && !"dumb".equals(environment.get("TERM"));
        return new Terminal(System.out, System.err, colour, environment, stopped);
    }
}
