package io.jenkins.plugins.ratchet.migration;

import java.util.Arrays;
import java.util.Optional;

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

    /** @param answered whether it is tagged as contract phase, or waived */
    public static LintFinding of(String file, int line, MigrationRule rule, String seen, boolean answered) {
        Severity severity =
                answered ? Severity.NOTE : rule.verdict() == Verdict.EXPAND ? Severity.WARNING : Severity.ERROR;
        return new LintFinding(file, line, rule.id(), severity, seen, rule.why(), rule.instead());
    }

    /** The rule that found it; empty where it is about a released file. */
    public Optional<MigrationRule> migrationRule() {
        return Arrays.stream(MigrationRule.values())
                .filter(each -> each.id().equals(rule))
                .findFirst();
    }

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
