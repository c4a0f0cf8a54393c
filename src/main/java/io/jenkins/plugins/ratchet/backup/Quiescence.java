package io.jenkins.plugins.ratchet.backup;

import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Stops what writes to the stores of a run, so that all of them are captured as of one moment. */
public interface Quiescence {
    /**
     * Stops the writers and waits until their pods are gone. Where it fails, it starts again what it stopped.
     *
     * @param stop polled while it waits
     */
    Quiet stopWriters(BooleanSupplier stop);

    /** The writers are stopped. */
    interface Quiet {
        /** What was stopped, with what it had before. */
        List<String> stopped();

        /** When all of them were seen to be gone. */
        Instant since();

        /** @throws io.jenkins.plugins.ratchet.outcome.RunException where somebody started one of them meanwhile */
        void requireStopped();

        /** Puts everything back as it was. */
        void startWriters();
    }
}
