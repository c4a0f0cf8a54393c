package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudSnapshot.Phase;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Has a snapshot taken and waits until it is in a final state.
 *
 * <p>The name is new each time, so a request whose answer was lost is recognised instead of being made twice. A snapshot
 * that this run gives up (it was told to end, the time is over, the check failed) is left where it is and named: most
 * providers refuse to delete one that is being created, it costs next to nothing, and to delete copies of data in an
 * emergency is the wrong reflex. Nothing ever rests on it, because only a complete backup gets into the record.
 */
final class SnapshotCreation {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_NAME = 63;
    /** A provider's own listings lag behind. */
    private static final Duration UNSEEN = Duration.ofMinutes(2);

    private final SnapshotSubject subject;
    private final CloudProvider provider;
    private final List<String> databases;
    private final String name;
    private String lastState = "not seen yet";

    /** @param databases names of all that it is for, the subject's first */
    SnapshotCreation(SnapshotSubject subject, List<String> databases) {
        this.subject = subject;
        this.provider = subject.provider();
        this.databases = databases;
        this.name = name(subject.context().upgrade(), subject.name());
    }

    CloudSnapshot take() {
        Patience patience = new Patience(subject, subject.settings().timeout());
        try {
            request(patience);
            return await(patience);
        } catch (Stop.Interrupted e) {
            tellLeft();
            throw new Stop.Interrupted(left());
        } catch (RunException e) {
            tellLeft();
            throw new RunException(e.exitCode(), e.getMessage() + "; " + left(), e);
        }
    }

    private void request(Patience patience) {
        subject.context().events().fact("backup", String.join(", ", databases) + ": asking for snapshot " + name);
        while (true) {
            try {
                provider.create(
                        name,
                        Map.of("ratchet-upgrade", subject.context().upgrade(), "ratchet-database", subject.name()),
                        patience.left());
                return;
            } catch (CloudFailure e) {
                // The request may have got through although its answer did not.
                if (patience.ask("looking for snapshot " + name, () -> provider.named(name))
                        .isPresent()) {
                    return;
                }
                patience.fault("the request for snapshot " + name, e);
                patience.pause("the request for snapshot " + name);
            }
        }
    }

    private CloudSnapshot await(Patience patience) {
        String what = "snapshot " + name + " of " + subject.settings().source();
        boolean seen = false;
        while (true) {
            Optional<CloudSnapshot> found = patience.ask("waiting for " + what, () -> provider.named(name));
            if (found.isEmpty() && (seen || patience.passed().compareTo(UNSEEN) > 0)) {
                throw RunException.failed("database " + subject.name() + ": " + what
                        + (seen
                                ? " vanished while it was being created: somebody deleted it, or the provider gave it up"
                                : " was accepted and never appeared"));
            }
            if (found.isPresent()) {
                seen = true;
                CloudSnapshot snapshot = found.get();
                tell(snapshot);
                if (snapshot.phase() == Phase.BAD) {
                    throw RunException.failed(
                            "database " + subject.name() + ": " + what + " ended in state " + snapshot.state());
                }
                if (snapshot.phase() == Phase.AVAILABLE) {
                    return snapshot;
                }
            }
            patience.pause(what + " (state " + lastState + ")");
        }
    }

    private void tell(CloudSnapshot snapshot) {
        if (snapshot.percent() != null) {
            subject.context().events().progress("backup", subject.name(), snapshot.percent(), 100);
        }
        if (!snapshot.state().equals(lastState)) {
            lastState = snapshot.state();
            subject.context()
                    .events()
                    .fact(
                            "backup",
                            subject.name() + ": snapshot " + snapshot.id() + " is " + lastState
                                    + (snapshot.bytes() == null ? "" : ", " + Units.bytes(snapshot.bytes())));
        }
    }

    private String left() {
        return "a snapshot " + name + " that was asked for (" + lastState + ") is left at the provider, nothing rests"
                + " on it, and it may be deleted there once it is complete";
    }

    private void tellLeft() {
        subject.context().events().fact("backup", subject.name() + ": " + left());
    }

    /** {@code ratchet-<upgrade>-<database>-<random>}; letters, digits and single hyphens, as the strictest provider. */
    static String name(String upgrade, String database) {
        String random = String.format("-%08x", RANDOM.nextInt());
        String middle =
                ("ratchet-" + upgrade + "-" + database).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        int room = LONGEST_NAME - random.length();
        return (middle.length() > room ? middle.substring(0, room) : middle).replaceAll("-$", "") + random;
    }
}
