package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * A step of the story.
 *
 * @param title what a person wants at this point, and why
 * @param command what follows {@code ratchet}, paths relative to the demo's directory
 */
record DemoStep(String title, List<String> command, Expected expected) {
    /** Stands in a command for the digest of the plan that was made last. */
    static final String DIGEST = "DIGEST";

    DemoStep(String title, Expected expected, String... command) {
        this(title, List.of(command), expected);
    }

    /**
     * What must come of it; null where the story says nothing about it.
     *
     * @param rule id of a rule that refuses
     * @param state of the upgrade afterwards
     * @param advice direction of the advice
     */
    record Expected(ExitCode exitCode, String rule, String state, String advice) {
        static Expected done(String state) {
            return new Expected(ExitCode.DONE, null, state, null);
        }

        static Expected refused(String rule) {
            return new Expected(ExitCode.REFUSED, rule, null, null);
        }

        static Expected failed(String advice) {
            return new Expected(ExitCode.FAILED, null, "failed", advice);
        }

        /** In what the outcome differs from the story; empty where it does not. */
        Optional<String> deviation(Ratchet.Invocation seen) {
            if (seen.exitCode() != exitCode.code()) {
                return Optional.of("exit " + seen.exitCode() + ", expected " + exitCode.code());
            }
            if (rule != null && !blocks(seen.report(), rule)) {
                return Optional.of("it was not rule " + rule + " that refused");
            }
            return differs("state", state, seen.report().path("state"))
                    .or(() -> differs(
                            "advice", advice, seen.report().path("advice").path("direction")));
        }

        private static boolean blocks(JsonNode report, String rule) {
            for (JsonNode finding : report.path("findings")) {
                if (rule.equals(finding.path("rule").asText())
                        && "block".equals(finding.path("severity").asText())) {
                    return true;
                }
            }
            return false;
        }

        private static Optional<String> differs(String what, String expected, JsonNode seen) {
            return expected == null || expected.equals(seen.asText())
                    ? Optional.empty()
                    : Optional.of(what + " is " + (seen.asText().isEmpty() ? "not reported" : seen.asText())
                            + ", expected " + expected);
        }
    }
}
