package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.List;

/** What the admin console itself would refuse, or do in silence. */
public final class KotsDeployable extends KotsRule {
    @Override
    public String id() {
        return "kots-deployable";
    }

    @Override
    public String purpose() {
        return "The admin console can deploy the version: it is downloaded and configured, its preflight checks are complete, and no other is being deployed.";
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
                .filter(current -> current.is(KotsVersion.DEPLOYING))
                .ifPresent(current -> findings.add(block(
                        "the admin console is deploying " + current.name() + " right now",
                        "wait until that has ended, then run `ratchet plan` again")));
        kots.takenBack()
                .ifPresent(current -> findings.add(
                        current.sequence() == target.sequence()
                                ? block(told(current, kots) + ", and deploys no version twice", onceMore(current))
                                : Finding.warn(id(), told(current, kots), null, null)));
        kots.deployed()
                .filter(current -> current.sequence() == target.sequence())
                .filter(current ->
                        !current.is(KotsVersion.DEPLOYING) && kots.takenBack().isEmpty())
                .ifPresent(current -> findings.add(block(
                        "the admin console has " + current.name() + " already, " + current.status()
                                + "; kubectl kots deploys no version twice",
                        current.is(KotsVersion.FAILED)
                                ? "redeploy it in the admin console, or go to a newer version"
                                : "go to a newer version, or run `ratchet verify`")));
        switch (target.status()) {
            case KotsVersion.PENDING_CONFIG ->
                findings.add(block(
                        target.name() + " needs configuration that it does not have",
                        "fill in its configuration in the admin console"));
            case KotsVersion.PENDING_DOWNLOAD ->
                findings.add(block(
                        target.name() + " is not downloaded"
                                + (target.download() == null ? "" : ": " + target.download()),
                        "download it again in the admin console"));
            case KotsVersion.PENDING_PREFLIGHT ->
                findings.add(block(
                        "the preflight checks of " + target.name() + " are not complete",
                        "wait until they are; where they do not end, run them again in the admin console"));
            default -> {
                if (target.cause() != null) {
                    findings.add(block(
                            "the admin console would not deploy " + target.name() + ": " + target.cause(),
                            "see to that first"));
                }
            }
        }
        return findings;
    }

    private static String told(KotsVersion current, KotsOutlook kots) {
        return "the admin console calls " + current.name() + " deployed, but the release is " + kots.undone()
                + " since it was taken back";
    }

    /** What makes a version that the console believes to have deployed one that it can deploy. */
    static String onceMore(KotsVersion version) {
        return "go to a newer version; or make a further sequence of " + version.label()
                + ", as every change of its configuration does in the admin console, do not deploy it there, and run"
                + " `ratchet upgrade --to " + version.label() + "` again";
    }

    private Finding block(String seen, String todo) {
        return Finding.block(id(), seen, "a version that can be deployed", todo);
    }
}
