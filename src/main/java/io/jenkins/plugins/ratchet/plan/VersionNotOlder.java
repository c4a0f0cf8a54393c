package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.List;
import java.util.Optional;

/** The chart may not be older than any that was deployed, nor than one whose upgrade has begun. */
final class VersionNotOlder implements Rule {
    @Override
    public String id() {
        return "version-not-older";
    }

    @Override
    public String purpose() {
        return "The chart is not older than the highest that was ever deployed: migrations do not run backwards.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return new Downgrade(id(), "chart version", Situation.chartVersions())
                .find(
                        situation.target().version(),
                        List.of(
                                new Downgrade.Bound(
                                        Optional.ofNullable(situation.mark()).map(mark -> mark.chartVersion()),
                                        "is the highest chart version that was ever deployed here"),
                                new Downgrade.Bound(
                                        situation.deployed().map(Release::chartVersion), "is deployed right now"),
                                new Downgrade.Bound(
                                        situation
                                                .open()
                                                .flatMap(Upgrade::reached)
                                                .map(ReleaseVersion::chartVersion),
                                        "is where the open upgrade has begun to migrate to")));
    }
}
