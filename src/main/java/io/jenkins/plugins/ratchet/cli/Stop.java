package io.jenkins.plugins.ratchet.cli;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * The wish to end, from SIGINT, SIGTERM or SIGHUP. The JVM runs its shutdown hooks and exits with 130, 143 or 129 by
 * itself; our hook passes the wish on and keeps the JVM alive until the run has ended in order.
 */
final class Stop implements BooleanSupplier {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean wanted;
    private volatile boolean over;

    /** Listens to signals from now on. */
    static Stop onSignals() {
        Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(new Thread(stop::signalled, "ratchet-stop"));
        return stop;
    }

    private void signalled() {
        if (over) {
            return;
        }
        wanted = true;
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run has ended; the JVM may exit. */
    void ended() {
        over = true;
        ended.countDown();
    }

    @Override
    public boolean getAsBoolean() {
        return wanted;
    }
}
