package io.jenkins.plugins.ratchet.outcome;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a rule has to say about the situation it looked at.
 *
 * @param rule the rule's stable id, e.g. {@code version-not-older}
 * @param severity how much it weighs
 * @param seen what was found
 * @param expected what should have been found; null where there is nothing to compare with
 * @param todo what the reader can do about it; null where nothing is to be done
 * @param waiver the reason given in {@code allow}, where this finding would block without it; otherwise null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(String rule, Severity severity, String seen, String expected, String todo, String waiver) {

    public static Finding block(String rule, String seen, String expected, String todo) {
        return new Finding(rule, Severity.BLOCK, seen, expected, todo, null);
    }

    public static Finding warn(String rule, String seen, String expected, String todo) {
        return new Finding(rule, Severity.WARN, seen, expected, todo, null);
    }

    public static Finding info(String rule, String seen) {
        return new Finding(rule, Severity.INFO, seen, null, null, null);
    }

    public boolean blocks() {
        return severity == Severity.BLOCK;
    }

    /** The same finding, no longer blocking, with the reason for which it was let pass. */
    public Finding waived(String reason) {
        return new Finding(rule, Severity.WARN, seen, expected, todo, reason);
    }
}
