package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.change.Concern;
import java.util.Arrays;
import java.util.List;

/** A rule about what an upgrade would change: judged where the changes are read, by {@link Concern}. */
record ChangeRule(Concern concern) implements Rule {

    /** One for each concern. */
    static List<Rule> all() {
        return Arrays.stream(Concern.values())
                .map(concern -> (Rule) new ChangeRule(concern))
                .toList();
    }

    @Override
    public String id() {
        return concern.id();
    }

    @Override
    public String purpose() {
        return concern.purpose();
    }

    @Override
    public boolean waivable() {
        return concern.waivable();
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation
                .outlook()
                .knownChanges()
                .map(changes -> changes.findings().stream()
                        .filter(finding -> finding.rule().equals(id()))
                        .toList())
                .orElse(List.of());
    }
}
