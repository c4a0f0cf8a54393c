package io.jenkins.plugins.ratchet.verify;

/**
 * What one try of a check found.
 *
 * @param again whether a later try may find something else; false for what only a person can mend
 * @param cause why it failed, or what to watch although it passed; null where nothing is known
 * @param todo what to do, where that is known better than the cause says; else null
 * @param value what a later result can be compared with; null where there is none
 */
record Attempt(
        boolean passed, String seen, String expected, boolean again, CheckCause cause, String todo, String value) {

    static Attempt passed(String seen) {
        return new Attempt(true, seen, null, false, null, null, null);
    }

    static Attempt failed(String seen, String expected) {
        return new Attempt(false, seen, expected, true, null, null, null);
    }

    static Attempt failed(CheckCause cause, String seen, String expected) {
        return new Attempt(false, seen, expected, true, cause, null, null);
    }

    /** Failed for good, e.g. because the check itself is written wrongly. */
    static Attempt hopeless(String seen, String expected) {
        return new Attempt(false, seen, expected, false, CheckCause.CONFIGURATION, null, null);
    }

    /** The same, but a later try finds nothing else. */
    Attempt forGood() {
        return new Attempt(passed, seen, expected, false, cause, todo, value);
    }

    Attempt seen(String text) {
        return new Attempt(passed, text, expected, again, cause, todo, value);
    }

    Attempt todo(String text) {
        return new Attempt(passed, seen, expected, again, cause, text, value);
    }

    Attempt because(CheckCause why) {
        return new Attempt(passed, seen, expected, again, why, todo, value);
    }

    Attempt value(String text) {
        return new Attempt(passed, seen, expected, again, cause, todo, text);
    }
}
