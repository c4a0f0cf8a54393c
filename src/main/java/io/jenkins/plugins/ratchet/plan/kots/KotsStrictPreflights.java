package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.kots.Preflight;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** A strict preflight check that failed is final. */
public final class KotsStrictPreflights extends KotsRule {
    @Override
    public String id() {
        return "kots-strict-preflights";
    }

    @Override
    public String purpose() {
        return "No strict preflight check of the version failed; the vendor lets nobody pass these by.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(KotsOutlook kots) {
        return kots.target().preflights().stream()
                .filter(check -> check.strict() && check.outcome() == Preflight.Outcome.FAIL)
                .map(check -> Finding.block(
                        id(),
                        "strict preflight check failed: " + check,
                        "a check that passes",
                        "mend it and run the checks again in the admin console; it cannot be passed by"))
                .toList();
    }
}
