package io.jenkins.plugins.ratchet.kots;

/**
 * The result of one preflight check of a version.
 *
 * @param title as the vendor named the check
 * @param strict whether the vendor lets nobody pass it by
 */
public record Preflight(String title, String message, Outcome outcome, boolean strict) {
    /** What was found. */
    public enum Outcome {
        PASS,
        WARN,
        FAIL
    }

    @Override
    public String toString() {
        return title + (message.isBlank() ? "" : ": " + message);
    }
}
