package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.List;
import java.util.Optional;

/** The application may not be older than any that was deployed: a newer chart can carry an older one. */
final class AppVersionNotOlder implements Rule {
    @Override
    public String id() {
        return "app-version-not-older";
    }

    @Override
    public String purpose() {
        return "The appVersion is not older than the highest that was ever deployed; a newer chart can carry an older"
                + " application.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        String target = situation.target().appVersion();
        Optional<String> mark = Optional.ofNullable(situation.mark()).map(each -> each.appVersion());
        if (target == null) {
            return mark.map(known -> List.of(Finding.warn(
                            id(),
                            "the target chart states no appVersion, while " + known + " was deployed here",
                            "an appVersion that can be compared",
                            "ask the vendor which application version this chart carries")))
                    .orElse(List.of());
        }
        return new Downgrade(id(), "appVersion", situation.appVersions())
                .find(
                        target,
                        List.of(
                                new Downgrade.Bound(mark, "is the highest appVersion that was ever deployed here"),
                                new Downgrade.Bound(
                                        situation.deployed().map(Release::appVersion), "is deployed right now"),
                                new Downgrade.Bound(
                                        situation
                                                .open()
                                                .flatMap(Upgrade::reached)
                                                .map(ReleaseVersion::appVersion),
                                        "is where the open upgrade has begun to migrate to")));
    }
}
