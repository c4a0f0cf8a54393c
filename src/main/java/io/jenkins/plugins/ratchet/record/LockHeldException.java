package io.jenkins.plugins.ratchet.record;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;

/** Another run holds the lock of the release. */
public class LockHeldException extends RunException {
    private static final long serialVersionUID = 1L;

    private final String holder;

    public LockHeldException(String holder) {
        super(ExitCode.REFUSED, "another run holds the lock: " + holder);
        this.holder = holder;
    }

    /** Who holds it, in words. */
    public String holder() {
        return holder;
    }
}
