package io.jenkins.plugins.ratchet.diagnosis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a diagnosis could not look at, and why; written by several threads. */
public final class Gaps {
    private final List<String> gaps = new ArrayList<>();

    public synchronized void add(String what) {
        gaps.add(what);
    }

    public synchronized List<String> list() {
        return List.copyOf(gaps);
    }

    /**
     * Reads in a thread of its own, which is left behind where it takes too long: what was had by then has to do.
     *
     * @param who is read, as the beginning of a sentence
     */
    public void reading(String who, Duration limit, Runnable reading) {
        Thread reader = new Thread(() -> all(reading), "ratchet-diagnosis");
        reader.setDaemon(true);
        reader.start();
        try {
            reader.join(Math.max(1, limit.toMillis()));
            if (reader.isAlive()) {
                reader.interrupt();
                add(who + " was too slow: not all could be read within " + limit.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            add("interrupted before all was read");
            Thread.currentThread().interrupt();
        }
    }

    private void all(Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException e) {
            add("the rest: an object could not be made sense of: " + Words.line(e.toString()));
        }
    }
}
