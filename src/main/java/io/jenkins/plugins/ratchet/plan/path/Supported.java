package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The vendor still supports the version that is gone to. */
public final class Supported implements Rule {
    @Override
    public String id() {
        return "support-window";
    }

    @Override
    public String purpose() {
        return "The target, and the version that runs, are within the months for which the vendor supports a version"
                + " (`versions.supportMonths`; `versions.unsupported` says whether a target out of support blocks).";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        SupportWindow window = situation.outlook().support();
        if (window == null) {
            return List.of();
        }
        VersionPolicy policy = situation.config().versions();
        LocalDate today = situation.now().atZone(ZoneOffset.UTC).toLocalDate();
        List<Finding> findings = new ArrayList<>();
        String target = situation.target().product();
        if (window.until() == null) {
            findings.add(Finding.warn(
                    id(),
                    "until when " + target + " is supported is not known: nobody says when it was released",
                    "the day of its release",
                    "name a list file with dates under versions.sources"));
        } else if (window.until().isBefore(today)) {
            String seen = target + " of " + window.released() + " is out of support since " + window.until();
            String expected = "a version released within the past " + window.months() + " months";
            findings.add(
                    policy.unsupported() == VersionPolicy.Unsupported.block
                            ? Finding.block(id(), seen, expected, "go to a newer version")
                            : Finding.warn(id(), seen, expected, "go to a newer version"));
        }
        if (window.runningUntil() != null && window.runningUntil().isBefore(today)) {
            findings.add(Finding.warn(
                    id(),
                    "the version that runs is out of support since " + window.runningUntil(),
                    null,
                    "upgrade; until then the vendor may not help where something fails"));
        }
        return findings;
    }
}
