package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits until nothing is left of something, and ends where the run is asked to stop.
 *
 * @param doing what goes on meanwhile, for the sentence that says what was interrupted
 */
record StoppableWait(BooleanSupplier stopped, String doing) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    /** Asks until the answer is empty or the time is up; returns the last answer. */
    List<String> untilNoneIsLeft(Duration limit, Supplier<List<String>> question) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> left = question.get();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            pause();
            left = question.get();
        }
        return left;
    }

    /** @throws RunException where the run is asked to stop */
    void pause() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new RunException(ExitCode.TERMINATED, "interrupted while " + doing);
        }
    }
}
