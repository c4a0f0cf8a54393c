package io.jenkins.plugins.ratchet.record;

/**
 * A version of an application in an admin console.
 *
 * @param label as the vendor named the release; several sequences may have it
 * @param sequence the console's own number, which counts every change
 */
public record ConsoleVersion(String label, long sequence) {
    @Override
    public String toString() {
        return label + " (sequence " + sequence + ")";
    }
}
