package io.jenkins.plugins.ratchet.scenario;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what has to come about; the bound is generous, as machines that run tests are slow at times. */
public final class Eventually {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private Eventually() {}

    public static void until(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("after " + BOUND.toSeconds() + " s still not: " + what);
            }
            pause();
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
