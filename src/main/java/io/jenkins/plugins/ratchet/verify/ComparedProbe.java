package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.Check;
import java.math.BigDecimal;
import java.time.Duration;

/** Compares what a check finds with what it found before the upgrade. */
final class ComparedProbe implements Probe {
    private final Probe probe;
    private final Check.Compare compare;
    private final Earlier.Found before;

    ComparedProbe(Probe probe, Check.Compare compare, Earlier.Found before) {
        this.probe = probe;
        this.compare = compare;
        this.before = before;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        Attempt attempt = probe.attempt(limit);
        if (!attempt.passed()) {
            return attempt;
        }
        if (compare == Check.Compare.same) {
            String was = before.value() == null ? "what it was" : Words.quote(before.value());
            return before.same().test(attempt.value())
                    ? attempt.seen(attempt.seen() + ", as before the upgrade")
                    : Attempt.failed(
                            CheckCause.CHANGED,
                            attempt.seen() + ", other than before the upgrade",
                            "the same as before the upgrade: " + was);
        }
        BigDecimal now = number(attempt.value());
        BigDecimal then = number(before.value());
        if (now == null || then == null) {
            return Attempt.hopeless(
                    attempt.seen() + ", which cannot be compared: "
                            + (now == null ? "it is no number" : "it was none before the upgrade"),
                    "a number");
        }
        boolean less = compare == Check.Compare.not_less;
        boolean holds = less ? now.compareTo(then) >= 0 : now.compareTo(then) <= 0;
        return holds
                ? attempt.seen(attempt.seen() + ", before the upgrade " + then)
                : Attempt.failed(
                        CheckCause.CHANGED,
                        attempt.seen() + ", before the upgrade " + then,
                        (less ? "not less than " : "not more than ") + then);
    }

    private static BigDecimal number(String text) {
        try {
            return text == null ? null : new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
