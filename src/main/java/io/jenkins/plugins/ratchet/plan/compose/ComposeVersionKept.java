package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** Nothing brings the old version back later, in passing. */
public final class ComposeVersionKept implements Rule {
    @Override
    public String id() {
        return "compose-version-kept";
    }

    @Override
    public String purpose() {
        return "The project's own variables do not name another version than the one to go to, which the next `docker compose"
                + " up` by hand would bring back.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        String target = situation.target() == null ? null : situation.target().version();
        return situation
                .outlook()
                .knownCompose()
                .map(ComposeOutlook::kept)
                .filter(kept -> !kept.equals(target))
                .map(kept -> List.of(Finding.warn(
                        id(),
                        situation.config().compose().versionVariable() + " is " + kept
                                + " in the project's variables; `docker compose up` by hand would go back to it after the"
                                + " upgrade",
                        target,
                        "once the upgrade is done, set it to " + target + " where it is written")))
                .orElse(List.of());
    }
}
