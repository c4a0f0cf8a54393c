package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.ForbiddenFlags;
import java.util.List;

/** What the vendor has the console's helm told does not go backwards. */
public final class KotsHelmFlags extends KotsRule {
    @Override
    public String id() {
        return "kots-helm-flags";
    }

    @Override
    public String purpose() {
        return "The vendor's `helmUpgradeFlags` for the chart hold none that roll back a failed upgrade, or overwrite what others own: the admin console's helm would.";
    }

    @Override
    List<Finding> judge(KotsOutlook kots) {
        return ForbiddenFlags.in(kots.helmFlags(), ForbiddenFlags.BACKWARDS)
                .map(flag -> Finding.block(
                        id(),
                        "the admin console's helm would get " + flag + " for "
                                + kots.target().name() + ", from the vendor's HelmChart",
                        "an upgrade that leaves what failed as it is",
                        "ask the vendor for a version without it, or allow this rule with a reason"))
                .stream()
                .toList();
    }
}
