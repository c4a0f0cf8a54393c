package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.util.List;
import java.util.Optional;

/** Checks of the verification that failed, where nothing more special is known about them. */
final class FailedChecks implements Pattern {
    @Override
    public String id() {
        return "check-failed";
    }

    @Override
    public String purpose() {
        return "A check of the verification failed.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = observed.incident().checks().stream()
                .filter(check -> check.failed() && check.cause() == null)
                .map(FailedChecks::words)
                .toList();
        return cause(
                "checks failed",
                evidence,
                "mend what they show and run `ratchet verify` again; the upgrade itself is not repeated by that");
    }

    /** Those that know their own cause, each under its id. */
    static List<Cause> known(Observed observed) {
        return observed.incident().checks().stream()
                .filter(check -> check.failed() && check.cause() != null)
                .map(check -> new Cause(
                        check.cause().id(),
                        "check " + check.name() + " failed",
                        List.of(words(check)),
                        List.of(check.todo() == null ? check.cause().advice() : check.todo())))
                .toList();
    }

    static String words(CheckResult check) {
        return "check " + check.name() + " (" + check.kind() + "): " + Words.line(check.seen())
                + (check.expected() == null ? "" : "; expected " + Words.line(check.expected()));
    }
}
