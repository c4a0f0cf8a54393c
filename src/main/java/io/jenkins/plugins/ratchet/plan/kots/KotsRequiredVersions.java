package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Required versions come one after another. */
public final class KotsRequiredVersions extends KotsRule {
    @Override
    public String id() {
        return "kots-required-versions";
    }

    @Override
    public String purpose() {
        return "No version that the vendor calls required is passed over, nor one whose deployment failed.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(KotsOutlook kots) {
        KotsVersion target = kots.target();
        List<Finding> findings = new ArrayList<>();
        kots.deployed()
                .filter(current -> current.required()
                        && current.is(KotsVersion.FAILED)
                        && !current.label().equals(target.label()))
                .ifPresent(current -> findings.add(Finding.block(
                        id(),
                        current.name() + " is required, and its deployment failed",
                        "the required version deployed before " + target.name(),
                        "deploy it again in the admin console, or check for updates there")));
        kots.takenBack()
                .filter(current -> current.required() && !current.label().equals(target.label()))
                .ifPresent(current -> findings.add(Finding.block(
                        id(),
                        current.name() + " is required, and a restore took it back: the release is " + kots.undone(),
                        "the required version deployed before " + target.name(),
                        KotsDeployable.onceMore(current))));
        List<KotsVersion> passed =
                kots.between().stream().filter(KotsVersion::required).toList();
        if (!passed.isEmpty()) {
            findings.add(Finding.block(
                    id(),
                    passed.stream().map(each -> each.name().toString()).collect(Collectors.joining(", "))
                            + (passed.size() == 1 ? " is" : " are")
                            + " required, and would be passed over on the way to "
                            + target.name(),
                    "every required version deployed in turn",
                    "go to " + passed.get(0).label() + " first: `ratchet upgrade --to "
                            + passed.get(0).label() + "`, or let `ratchet upgrade --through` walk the way"));
        }
        return findings;
    }
}
