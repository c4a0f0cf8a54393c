package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.stream.Stream;

/** The admin console deploys nothing that nobody asked for. */
public final class KotsDeployedByHand extends KotsRule {
    @Override
    public String id() {
        return "kots-deployed-by-hand";
    }

    @Override
    public String purpose() {
        return "The admin console deploys no new version by itself: that would be an upgrade without backup, rules or record (warns).";
    }

    @Override
    List<Finding> judge(KotsOutlook kots) {
        return Stream.ofNullable(kots.automatic())
                .map(what -> Finding.warn(
                        id(),
                        "the admin console deploys new versions by itself (automatic deployments: " + what + ")",
                        "an admin console that deploys only what it is asked to",
                        "switch automatic deployments off there, under Configure automatic updates"))
                .toList();
    }
}
