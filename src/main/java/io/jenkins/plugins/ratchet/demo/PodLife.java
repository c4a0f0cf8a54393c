package io.jenkins.plugins.ratchet.demo;

import java.time.Duration;

/** What becomes of one pod on the runner's node, from its binding to its end. */
interface PodLife {
    /** Lives the pod's life; returns when that is over. */
    void run();

    /**
     * Ends it and waits for that.
     *
     * @param grace how long it may take to end by itself
     * @return true for the one call that ended it: the caller then removes the pod
     */
    boolean stop(Duration grace);
}
