package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;

/** What a check came to, before it has a name and a duration. */
record Verdict(Outcome outcome, String seen, String expected, CheckCause cause, String todo, String value) {

    Verdict(Outcome outcome, String seen, String expected) {
        this(outcome, seen, expected, null, null, null);
    }

    static Verdict passed(String seen) {
        return new Verdict(Outcome.PASSED, seen, null);
    }

    static Verdict failed(String seen, String expected) {
        return new Verdict(Outcome.FAILED, seen, expected);
    }

    static Verdict failed(CheckCause cause, String seen, String expected) {
        return new Verdict(Outcome.FAILED, seen, expected, cause, null, null);
    }

    static Verdict of(Attempt attempt) {
        return new Verdict(
                attempt.passed() ? Outcome.PASSED : Outcome.FAILED,
                attempt.seen(),
                attempt.expected(),
                attempt.cause(),
                attempt.todo(),
                attempt.value());
    }

    /** What to do; null where it passed and there is nothing to watch, or where nothing is known. */
    String advice() {
        return todo != null ? todo : cause == null ? null : cause.advice();
    }
}
