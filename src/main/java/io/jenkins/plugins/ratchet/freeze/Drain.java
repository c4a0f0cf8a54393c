package io.jenkins.plugins.ratchet.freeze;

import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.FreezeStep;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.util.List;
import java.util.function.Function;

/** Waits until what a step suspends has nothing left to do, as its checks see it. */
public final class Drain {
    private final Function<List<Check>, List<CheckResult>> checks;

    /** @param checks tries them, each until it passes or its deadline is over */
    public Drain(Function<List<Check>, List<CheckResult>> checks) {
        this.checks = checks;
    }

    /** @throws RunException where it does not drain in time; what has to be drained goes on working then */
    void await(FreezeStep step) {
        if (step.drained().isEmpty()) {
            return;
        }
        List<CheckResult> failed = checks.apply(step.drained()).stream()
                .filter(CheckResult::failed)
                .toList();
        if (!failed.isEmpty()) {
            CheckResult first = failed.get(0);
            throw RunException.failed(step.name() + " did not drain, so it is not suspended: " + first.name() + ": "
                    + first.seen() + (first.expected() == null ? "" : "; expected " + first.expected())
                    + ". Give it more time (deadline), or see why its work does not end; then `ratchet freeze` again, or"
                    + " `ratchet thaw`");
        }
    }
}
