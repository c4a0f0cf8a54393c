package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** A rule about what an admin console says; it finds nothing where none was asked. */
abstract class KotsRule implements Rule {
    @Override
    public final List<Finding> evaluate(Situation situation) {
        return situation.outlook().knownKots().map(this::judge).orElse(List.of());
    }

    abstract List<Finding> judge(KotsOutlook kots);
}
