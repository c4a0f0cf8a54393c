package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;

/** A provider's command line did not answer what was asked. */
final class CloudFailure extends RunException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    enum Reason {
        /** What was asked about does not exist. */
        NOT_FOUND,
        /** A fault that passes: throttling, a broken connection, an answer that took too long. */
        PASSING,
        /** Exit status 0, and an answer that cannot be read. */
        UNREADABLE,
        /** Nobody is logged in, or the login expired. */
        LOGIN,
        /** The provider refused. */
        REFUSED
    }

    private final Reason reason;

    CloudFailure(Reason reason, String message) {
        super(reason == Reason.REFUSED ? ExitCode.FAILED : ExitCode.UNAVAILABLE, message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** Whether asking again may help. */
    boolean passes() {
        return reason == Reason.PASSING || reason == Reason.UNREADABLE;
    }
}
