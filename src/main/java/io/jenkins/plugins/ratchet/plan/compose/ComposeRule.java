package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** A rule about a project of docker compose; it finds nothing where there is none. */
abstract class ComposeRule implements Rule {
    @Override
    public final List<Finding> evaluate(Situation situation) {
        return situation.outlook().knownCompose().map(this::judge).orElse(List.of());
    }

    abstract List<Finding> judge(ComposeOutlook project);
}
