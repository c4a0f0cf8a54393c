package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.List;

/** What is declared but not acted on by this version, so that nobody relies on it. */
final class NotEnforced implements Rule {
    @Override
    public String id() {
        return "not-enforced";
    }

    @Override
    public String purpose() {
        return "Tells which declared settings this version of Ratchet knows but does not check or do.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        Config config = situation.config();
        List<String> settings = new ArrayList<>();
        if (config.versions().stepping() != VersionPolicy.Stepping.ANY) {
            settings.add("versions.stepping");
        }
        if (config.versions().supportMonths() != null) {
            settings.add("versions.supportMonths");
        }
        return settings.isEmpty()
                ? List.of()
                : List.of(Finding.warn(
                        id(),
                        String.join(", ", settings) + " is set, but not checked by this version of Ratchet",
                        null,
                        "see to it yourself"));
    }
}
