package io.jenkins.plugins.ratchet.verify;

/**
 * What one try of a check found.
 *
 * @param again whether a later try may find something else; false for what only a person can mend
 */
record Attempt(boolean passed, String seen, String expected, boolean again) {

    static Attempt passed(String seen) {
        return new Attempt(true, seen, null, false);
    }

    static Attempt failed(String seen, String expected) {
        return new Attempt(false, seen, expected, true);
    }

    /** Failed for good, e.g. because the check itself is written wrongly. */
    static Attempt hopeless(String seen, String expected) {
        return new Attempt(false, seen, expected, false);
    }
}
