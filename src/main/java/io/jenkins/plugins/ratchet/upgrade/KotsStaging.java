package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.UpgradePolicy;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.kots.AdminConsole;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.kots.KotsReader;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Finds a version in the admin console and waits for its preflight checks, which begin with its download. */
final class KotsStaging {
    private static final int SHOWN = 5;

    private final AdminConsole console;
    private final UpgradePolicy policy;
    private final Events events;
    private final BooleanSupplier stopped;

    KotsStaging(AdminConsole console, UpgradePolicy policy, Events events, BooleanSupplier stopped) {
        this.console = console;
        this.policy = policy;
        this.events = events;
        this.stopped = stopped;
    }

    /**
     * The version of this label, downloaded, and its preflight checks complete.
     *
     * @throws RefusedException where there is none, or it cannot be downloaded
     */
    KotsVersion version(String label, Runnable checkForUpdates) {
        checkForUpdates.run();
        KotsVersion target = find(label);
        long end = System.nanoTime() + policy.readyTimeout().toNanos();
        if (target.is(KotsVersion.PENDING_PREFLIGHT)) {
            events.fact("preflight", "waiting for the preflight checks of " + target.name() + " to complete");
        }
        // One that does not complete in time is refused by a rule.
        while (target.is(KotsVersion.PENDING_PREFLIGHT) && System.nanoTime() < end) {
            KotsRollout.pause();
            if (stopped.getAsBoolean()) {
                throw new RunException(
                        ExitCode.TERMINATED, "interrupted before anything was deployed; nothing was changed");
            }
            target = find(label);
        }
        target.preflights()
                .forEach(check ->
                        events.fact("preflight", check.outcome() + (check.strict() ? " (strict) " : " ") + check));
        if (target.is(KotsVersion.PENDING_DOWNLOAD)) {
            throw new RefusedException(List.of(Finding.block(
                    "kots-deployable",
                    target.name() + " is not downloaded" + (target.download() == null ? "" : ": " + target.download()),
                    "a version that the admin console has downloaded",
                    "see to that; where it asks for a newer admin console, upgrade that first, on its own, to exactly the"
                            + " version that is named")));
        }
        return target;
    }

    private KotsVersion find(String label) {
        List<KotsVersion> versions = console.versions();
        return KotsReader.newest(versions, label)
                .orElseThrow(() -> new RefusedException(List.of(Finding.block(
                        "target-released",
                        "the admin console does not have " + label + "; its newest are "
                                + versions.stream()
                                        .limit(SHOWN)
                                        .map(KotsVersion::toString)
                                        .collect(Collectors.joining(", ")),
                        label + " in the admin console",
                        "name one of these, or wait until " + label + " is there"))));
    }
}
