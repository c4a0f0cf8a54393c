package io.jenkins.plugins.ratchet.plan.kots;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.util.List;

/** The admin console is as new as the version asks for. */
public final class KotsConsoleVersion extends KotsRule {
    @Override
    public String id() {
        return "kots-console-version";
    }

    @Override
    public String purpose() {
        return "The admin console is not older than the version asks for (`minKotsVersion`); it is upgraded on its own, before, and to exactly the version that the vendor names.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    List<Finding> judge(KotsOutlook kots) {
        if (kots.minConsole() == null) {
            return List.of();
        }
        String expected = "an admin console of " + kots.minConsole() + " or newer";
        if (kots.console() == null) {
            return List.of(Finding.warn(
                    id(),
                    "the image of the admin console does not tell its version, and "
                            + kots.target().name() + " asks for " + kots.minConsole(),
                    expected,
                    "compare it with the version that the admin console shows"));
        }
        try {
            return VersionScheme.of(VersionPolicy.DEFAULT).isOlder(kots.console(), kots.minConsole())
                    ? List.of(Finding.block(
                            id(),
                            "the admin console is " + kots.console() + ", older than "
                                    + kots.target().name() + " asks for",
                            expected,
                            "upgrade the admin console first, on its own, to the version that the release notes name, "
                                    + kots.minConsole() + " where they name none: install kubectl-kots in exactly that"
                                    + " version and run `ratchet kots-console upgrade --version VERSION`"))
                    : List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Finding.warn(
                    id(),
                    "the admin console's version " + kots.console() + " cannot be compared: " + e.getMessage(),
                    expected,
                    "compare it by hand"));
        }
    }
}
