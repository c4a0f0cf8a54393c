package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import java.util.List;

/** The entry point of {@code ratchet.jar}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Stop stop = Stop.onSignals();
        int exitCode = ExitCode.FAILED.code();
        try {
            exitCode = RatchetCommand.run(List.of(arguments), Terminal.ofProcess(stop));
        } catch (Error defect) {
            // Threads that wait for work would keep a process alive that does nothing any more.
            System.err.println("ratchet: this is a defect in Ratchet, please report it: " + defect);
            defect.printStackTrace();
        }
        stop.ended();
        System.exit(exitCode);
    }
}
