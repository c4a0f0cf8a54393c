package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** The admin console is never asked to go back, whatever the vendor allows it to do. */
public final class KotsVersionNotOlder extends KotsRule {
    @Override
    public String id() {
        return "kots-version-not-older";
    }

    @Override
    public String purpose() {
        return "The version in the admin console is no older one than the one that is deployed there: its sequence is not smaller.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(KotsOutlook kots) {
        KotsVersion target = kots.target();
        return kots.deployed()
                .filter(current -> target.sequence() < current.sequence())
                .map(current -> List.of(Finding.block(
                        id(),
                        target.name() + " is older than " + current.name() + ", which the admin console has deployed",
                        current.name() + " or newer",
                        "name a newer version; the only way back is a restore of a backup taken before the upgrade")))
                .orElse(List.of());
    }
}
