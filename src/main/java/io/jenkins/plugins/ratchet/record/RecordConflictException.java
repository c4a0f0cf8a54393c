package io.jenkins.plugins.ratchet.record;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;

/** Another run wrote the record in the meantime; this one must not go on. */
public class RecordConflictException extends RunException {
    private static final long serialVersionUID = 1L;

    public RecordConflictException(String where) {
        super(
                ExitCode.REFUSED,
                "the record " + where + " was written by another run in the meantime; look at `ratchet status`");
    }
}
