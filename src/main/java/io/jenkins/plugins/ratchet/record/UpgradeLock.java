package io.jenkins.plugins.ratchet.record;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;

/**
 * Keeps two runs on one release apart. It is no fence: a run that lost it may not know for a while. The fence is the
 * record's compare-and-swap and what the installer itself counts; the lock spares people the collision.
 */
public interface UpgradeLock extends AutoCloseable {

    /** Why the lock is no longer held; null while it is. */
    String lostBecause();

    /** To be called before every effect. */
    default void requireHeld(String before) {
        String reason = lostBecause();
        if (reason != null) {
            throw new RunException(
                    ExitCode.FAILED,
                    "the lock was lost before " + before + ": " + reason + "; nothing further was done, look at"
                            + " `ratchet status`");
        }
    }

    /** Releases the lock, if it is still ours. */
    @Override
    void close();
}
