package io.jenkins.plugins.ratchet.backup;

/** A client program at work, here or in a pod. */
public interface RunningClient extends AutoCloseable {
    boolean running();

    /** Waits for its end; anything but exit status 0 is an error that repeats its last words. */
    void awaitSuccess(String purpose);

    /** Ends it if it still runs. */
    @Override
    void close();
}
