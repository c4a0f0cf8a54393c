package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** The provider gives helm a timeout of its own, five minutes by default: a longer migration is left behind by it. */
public final class TerraformTimeout extends TerraformRule {
    @Override
    public String id() {
        return "terraform-timeout";
    }

    @Override
    public String purpose() {
        return "The release's `timeout` is not shorter than `upgrade.timeout`: helm gives a migration up after it, and the"
                + " migration runs on.";
    }

    /** It only warns. */
    @Override
    public boolean waivable() {
        return true;
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        long wanted = situation.config().upgrade().timeout().toSeconds();
        return terraform
                .knownRelease()
                .filter(release -> release.timeoutSeconds() > 0 && release.timeoutSeconds() < wanted)
                .map(release -> List.of(Finding.warn(
                        id(),
                        release.address() + " gives each hook " + release.timeoutSeconds() + " s, ratchet.yaml says "
                                + wanted + " s",
                        "time for the longest migration",
                        "set timeout = " + wanted + " on " + release.address() + ", or upgrade.timeout to what it is")))
                .orElse(List.of());
    }
}
