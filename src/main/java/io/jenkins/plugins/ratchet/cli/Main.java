package io.jenkins.plugins.ratchet.cli;

import java.util.List;

/** The entry point of {@code ratchet.jar}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Stop stop = Stop.onSignals();
        int exitCode = RatchetCommand.run(List.of(arguments), Terminal.ofProcess(stop));
        stop.ended();
        System.exit(exitCode);
    }
}
