package io.jenkins.plugins.ratchet.diagnosis;

import java.time.Duration;

/**
 * Collects what the place where a product runs shows of a failure, within bounds of time and size. What may not or cannot
 * be read is noted: a diagnosis with gaps is worth more than none. Changes nothing.
 */
public interface Collector {

    /** @param limit after which what was had by then has to do */
    Observed collect(Incident incident, Duration limit);
}
