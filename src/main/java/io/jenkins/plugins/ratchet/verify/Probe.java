package io.jenkins.plugins.ratchet.verify;

import java.time.Duration;

/** Tries a check once. */
interface Probe {

    /** @param limit time for this try; the caller gives up waiting then, whatever the probe does */
    Attempt attempt(Duration limit) throws Exception;
}
