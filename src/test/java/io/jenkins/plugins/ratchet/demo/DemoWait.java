package io.jenkins.plugins.ratchet.demo;

import java.util.concurrent.Callable;

/** Waiting for something that another process does. */
final class DemoWait {
    private DemoWait() {}

    /** Returns when it holds, or when the time is over; the assertion that follows tells which. */
    static void until(long seconds, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (!condition.call() && System.nanoTime() < end) {
            Thread.sleep(100);
        }
    }
}
