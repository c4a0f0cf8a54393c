package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.kots.Preflight;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Preflight checks that warn or fail, and are not strict, pass with a reason only. */
public final class KotsPreflights extends KotsRule {
    @Override
    public String id() {
        return "kots-preflights";
    }

    @Override
    public String purpose() {
        return "The preflight checks of the version passed: the admin console deploys a version whose checks failed without a word, unless they are strict.";
    }

    @Override
    List<Finding> judge(KotsOutlook kots) {
        List<Finding> findings = new ArrayList<>();
        List<Preflight> all = kots.target().preflights();
        all.stream()
                .filter(check -> check.outcome() == Preflight.Outcome.WARN
                        || check.outcome() == Preflight.Outcome.FAIL && !check.strict())
                .forEach(check -> findings.add(Finding.block(
                        id(),
                        "preflight check " + (check.outcome() == Preflight.Outcome.WARN ? "warns: " : "failed: ")
                                + check,
                        "a check that passes",
                        "mend it and run the checks again in the admin console, or allow this rule with a reason")));
        if (kots.target().skipped()) {
            findings.add(Finding.block(
                    id(),
                    "the preflight checks of " + kots.target().name() + " were skipped by somebody",
                    "checks that ran to their end",
                    "run them in the admin console, or allow this rule with a reason"));
        }
        String passed = all.stream()
                .filter(check -> check.outcome() == Preflight.Outcome.PASS)
                .map(Preflight::toString)
                .collect(Collectors.joining("; "));
        if (!passed.isEmpty()) {
            findings.add(Finding.info(id(), "preflight checks that passed: " + passed));
        }
        return findings;
    }
}
