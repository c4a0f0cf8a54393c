package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import java.util.List;

/** Without a version, any later apply takes whatever the repository has by then. */
public final class TerraformVersionNamed extends TerraformRule {
    @Override
    public String id() {
        return "terraform-version-named";
    }

    @Override
    public String purpose() {
        return "A `helm_release` whose chart comes from a repository names its `version`; a chart on disk is a version by"
                + " itself.";
    }

    @Override
    public boolean waivable() {
        return true;
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        return terraform
                .knownRelease()
                .filter(PlannedRelease::remote)
                .filter(release -> !release.versionNamed())
                .map(release -> List.of(Finding.block(
                        id(),
                        release.address() + " takes chart " + release.chart() + " without a version: every later apply"
                                + " goes to the newest there is, migrations included",
                        "a version in the configuration",
                        "set version = \"" + situation.target().version() + "\" on " + release.address())))
                .orElse(List.of());
    }
}
