package io.jenkins.plugins.ratchet.outcome;

/** What a run tells its caller by its exit status; the same for the command line, Jenkins and GitHub. */
public enum ExitCode {
    DONE(0),
    /** A rule refused; nothing was changed. */
    REFUSED(2),
    /** Something may have changed before the failure; the report says what, and what to do. */
    FAILED(3),
    /** The upgrade went through, its verification did not. */
    UNVERIFIED(4),
    /** Wrong arguments or configuration (EX_USAGE of sysexits.h). */
    USAGE(64),
    /** A tool or service that is needed is missing or out of reach (EX_UNAVAILABLE of sysexits.h). */
    UNAVAILABLE(69),
    /** Interrupted by SIGINT: recorded, lock released, nothing rolled back. */
    INTERRUPTED(130),
    /** Interrupted by SIGTERM: recorded, lock released, nothing rolled back. */
    TERMINATED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the process exits with. */
    public int code() {
        return code;
    }
}
