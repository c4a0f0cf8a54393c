package io.jenkins.plugins.ratchet.outcome;

/** Ends a run with an exit code and one message that says what was seen, where, and what to do. */
public class RunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public RunException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public RunException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Wrong arguments or configuration. */
    public static RunException usage(String message) {
        return new RunException(ExitCode.USAGE, message);
    }

    /** A tool or service that is needed is missing or out of reach. */
    public static RunException unavailable(String message) {
        return new RunException(ExitCode.UNAVAILABLE, message);
    }

    /** As {@link #unavailable(String)}, with what made it known. */
    public static RunException unavailable(String message, Throwable cause) {
        return new RunException(ExitCode.UNAVAILABLE, message, cause);
    }

    /** Something may have changed before this failure. */
    public static RunException failed(String message) {
        return new RunException(ExitCode.FAILED, message);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
