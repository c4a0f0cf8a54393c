package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.Optional;

/** The chart is the one that the release was made of. */
final class SameChart implements Rule {
    @Override
    public String id() {
        return "same-chart";
    }

    @Override
    public String purpose() {
        return "The chart has the name of the deployed one: another chart under the same release name deletes what the"
                + " old one made.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        Optional<String> deployed = situation.deployed().map(Release::chart);
        if (deployed.isEmpty() || deployed.get().equals(situation.target().name())) {
            return List.of();
        }
        return List.of(Finding.block(
                id(),
                "the chart is " + situation.target().name() + ", but the release is of chart " + deployed.get(),
                "chart " + deployed.get(),
                "check chart and release in ratchet.yaml; where the vendor renamed the chart, allow this rule with"
                        + " that reason"));
    }
}
