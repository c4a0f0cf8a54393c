package io.jenkins.plugins.ratchet.terraform;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;

/** Somebody else holds the lock of the state; nothing was changed. */
public final class StateLockedException extends RunException {
    private static final long serialVersionUID = 1L;

    private final transient StateLock lock;

    StateLockedException(StateLock lock) {
        super(ExitCode.UNAVAILABLE, "the state is locked by " + lock);
        this.lock = lock;
    }

    public StateLock lock() {
        return lock;
    }
}
