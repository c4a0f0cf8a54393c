package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.UpgradePolicy;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.kots.AppState;
import io.jenkins.plugins.ratchet.kots.DeploymentWatch;
import io.jenkins.plugins.ratchet.kots.KotsCommand;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.ConsoleVersion;
import io.jenkins.plugins.ratchet.upgrade.Installer.Ended;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Follows one version in the admin console until it is deployed and ready. That {@code kubectl kots} says it succeeded
 * means only that the console was asked; the console's list tells what it did.
 */
final class KotsRollout {
    private static final long PAUSE_NANOS = 500_000_000L;

    private final DeploymentWatch console;
    private final ConsoleVersion wanted;
    private final UpgradePolicy policy;
    private final Patience patience;
    private final Events events;
    private final BooleanSupplier stopped;

    KotsRollout(
            DeploymentWatch console,
            ConsoleVersion wanted,
            UpgradePolicy policy,
            Patience patience,
            Events events,
            BooleanSupplier stopped) {
        this.console = console;
        this.wanted = wanted;
        this.policy = policy;
        this.patience = patience;
        this.events = events;
        this.stopped = stopped;
    }

    static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** @param answer what {@code kubectl kots} says */
    Ended follow(KotsCommand.Answer answer) {
        Optional<KotsVersion> found = current();
        if (found.filter(this::ours).isEmpty()) {
            return found.filter(other -> other.sequence() > wanted.sequence())
                    .map(this::overtaken)
                    .orElseGet(() -> notBegun(found, answer));
        }
        answer.error()
                .ifPresent(words ->
                        events.fact("kots", "kubectl kots failed, and yet the version is being deployed: " + words));
        return deployed(found);
    }

    private Ended deployed(Optional<KotsVersion> found) {
        Optional<KotsVersion> current = found;
        long end = end(policy.timeout());
        while (true) {
            KotsVersion seen = current.get();
            if (seen.is(KotsVersion.DEPLOYED)) {
                events.fact("kots", "the admin console has deployed " + wanted);
                return ready();
            }
            if (seen.is(KotsVersion.FAILED)) {
                return failed("the admin console failed to deploy " + wanted, "see its deploy logs");
            }
            if (stopped.getAsBoolean()) {
                return failed("the admin console was deploying " + wanted + ", and goes on by itself", "");
            }
            if (System.nanoTime() > end) {
                return failed(
                        "the admin console did not deploy " + wanted + " within "
                                + policy.timeout().toSeconds() + " s; it calls it " + seen.status(),
                        "");
            }
            pause();
            current = current();
            if (current.filter(this::ours).isEmpty()) {
                return current.map(this::overtaken)
                        .orElseGet(() -> failed("the admin console has no version deployed any more", ""));
            }
        }
    }

    /** Deployed, by now; its objects may take their time, and what is told at first may be about the version before. */
    private Ended ready() {
        long end = end(policy.readyTimeout());
        while (true) {
            AppState state = patience.ask(console::state);
            if (state.ready(wanted.sequence())) {
                return new Ended(true, "the admin console has deployed " + wanted, "", null);
            }
            if (stopped.getAsBoolean() || System.nanoTime() > end) {
                return failed(
                        "the admin console has deployed " + wanted + ", but calls the application " + state.state()
                                + (state.sequence() == wanted.sequence()
                                        ? ""
                                        : " by what it knows of sequence " + state.sequence()),
                        String.join("; ", state.unready()));
            }
            pause();
            Optional<KotsVersion> current = current();
            if (current.filter(this::ours).isEmpty()) {
                return current.map(this::overtaken)
                        .orElseGet(() -> failed("the admin console has no version deployed any more", ""));
            }
        }
    }

    private Optional<KotsVersion> current() {
        return patience.ask(console::current);
    }

    private boolean ours(KotsVersion version) {
        return version.sequence() == wanted.sequence();
    }

    private Ended overtaken(KotsVersion other) {
        return failed("somebody else had the admin console deploy " + other.name() + " in place of " + wanted, "");
    }

    private Ended notBegun(Optional<KotsVersion> current, KotsCommand.Answer answer) {
        Optional<String> error = answer.error();
        String seen = error.isPresent()
                ? "the admin console did not take " + wanted + ": " + error.get()
                : "kubectl kots called it a success, but the admin console does not deploy " + wanted;
        if (!answer.definite()) {
            return failed(seen + "; it is not known whether it will deploy it yet", "look at the admin console");
        }
        String still = current.map(version -> "still has " + version).orElse("has nothing deployed");
        return new Ended(
                false,
                seen,
                "",
                Finding.block(
                        "kots-deployable",
                        seen + "; it " + still,
                        wanted + " being deployed",
                        "look at the version in the admin console, see to what hinders it, and run `ratchet upgrade` again"));
    }

    private static Ended failed(String seen, String said) {
        return new Ended(false, seen, said, null);
    }

    private static long end(Duration limit) {
        return System.nanoTime() + limit.toNanos();
    }
}
