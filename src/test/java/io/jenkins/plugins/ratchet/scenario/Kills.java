package io.jenkins.plugins.ratchet.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** kill -9 of runs at random moments, and what was seen then. */
final class Kills {
    private final long seed;
    private final Random random;
    private final List<String> told = new ArrayList<>();
    private int killed;

    /** @param usual seed, where no other is given by {@code -Dratchet.seed} */
    Kills(long usual) {
        this.seed = Long.getLong("ratchet.seed", usual);
        this.random = new Random(seed);
    }

    /** Between 0 and 1. */
    double random() {
        return random.nextDouble();
    }

    /** Waits until a run has begun what is to be disturbed, or has ended. @return milliseconds that it took */
    static long await(RatchetProcess run, Callable<Boolean> begun) throws Exception {
        long start = System.nanoTime();
        while (run.alive() && !begun.call()) {
            Thread.sleep(5);
        }
        return millisSince(start);
    }

    /** Kills a run after a while. @return whether it still ran */
    boolean kill(RatchetProcess run, long millis) throws InterruptedException {
        Thread.sleep(millis);
        boolean died = run.alive();
        run.kill();
        killed += died ? 1 : 0;
        return died;
    }

    /** How many runs were killed that had not ended. */
    int killed() {
        return killed;
    }

    void tell(String what) {
        told.add(what);
    }

    /** All that was told, with the seed that brings it again. */
    @Override
    public String toString() {
        return "seed " + seed + ", kills: " + told;
    }

    static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
