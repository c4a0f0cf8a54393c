package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.CommandCheck;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the programs of checks; the caller knows how, on this machine and in pods. */
public interface Programs {

    /** How a program ended. */
    enum Ending {
        EXITED,
        /** Its time was over, and it was ended. */
        TOO_LONG,
        /** It printed more than it may, and was ended. */
        TOO_MUCH,
        /** It was started, and how it ended did not come back. */
        UNKNOWN
    }

    /**
     * @param output what it printed on standard output, within bounds
     * @param lastWords its last messages on standard error; where its end is not known, why not
     */
    record Ended(Ending ending, int status, String output, String lastWords) {}

    /**
     * Runs a program to its end.
     *
     * @param environment added to what it inherits; the place for secrets
     * @param messages told every line of its standard error
     * @throws io.jenkins.plugins.ratchet.outcome.RunException where it cannot be started
     */
    Ended run(
            String check,
            CommandCheck program,
            Map<String, String> environment,
            Duration limit,
            Consumer<String> messages);
}
