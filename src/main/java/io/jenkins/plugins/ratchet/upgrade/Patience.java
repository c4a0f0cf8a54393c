package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks again while the API server is away. Only for reads, and for writes that the API server refuses when they come a
 * second time; never for helm.
 */
public final class Patience {
    private static final long PAUSE_MILLIS = 1000;

    private final Duration limit;
    private final Events events;

    public Patience(Duration limit, Events events) {
        this.limit = limit;
        this.events = events;
    }

    /** The answer, or after the time is up the last failure. */
    public <T> T ask(Supplier<T> question) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean told = false;
        while (true) {
            try {
                return question.get();
            } catch (RunException e) {
                if (e.exitCode() != ExitCode.UNAVAILABLE || System.nanoTime() > deadline) {
                    throw e;
                }
                if (!told) {
                    events.fact("cluster", e.getMessage() + "; trying again for " + limit.toSeconds() + " s");
                    told = true;
                }
                pause(e);
            }
        }
    }

    private static void pause(RunException last) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw last;
        }
    }
}
