package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;

/** What a check came to, before it has a name and a duration. */
record Verdict(Outcome outcome, String seen, String expected) {

    static Verdict passed(String seen) {
        return new Verdict(Outcome.PASSED, seen, null);
    }

    static Verdict failed(String seen, String expected) {
        return new Verdict(Outcome.FAILED, seen, expected);
    }
}
