package io.jenkins.plugins.ratchet.migration;

/**
 * Something that the lint found.
 *
 * @param file as it was named to the lint
 * @param line from 1
 * @param rule id, e.g. {@code drop-column}
 * @param seen the statement's beginning, or what is wrong with the file
 * @param why what it does to the version that still serves
 * @param instead what to do
 */
public record LintFinding(
        String file, int line, String rule, Severity severity, String seen, String why, String instead) {

    /** How much it weighs. */
    public enum Severity {
        /** The migrations are refused. */
        ERROR,
        /** It holds up the version that still serves, but does not break it. */
        WARNING,
        /** Known and answered for: tagged as contract phase, or waived. */
        NOTE
    }
}
