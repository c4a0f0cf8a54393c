package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.backup.Quiescence;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Quiesce;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.upgrade.StoppedWriters;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The release without its writers, as its configuration names them. */
final class QuietRelease implements Quiescence {
    private final Session session;
    private final UpgradeLock lock;
    private final Suspensions suspensions;
    private final String upgrade;
    private final List<String> workloads;

    QuietRelease(Session session, UpgradeLock lock, Suspensions suspensions, String upgrade, List<Database> databases) {
        this.session = session;
        this.lock = lock;
        this.suspensions = suspensions;
        this.upgrade = upgrade;
        this.workloads = workloads(settings(session), databases);
    }

    private static Quiesce settings(Session session) {
        return session.config().backups().quiesce();
    }

    private static List<String> workloads(Quiesce settings, List<Database> databases) {
        List<String> unknown = databases.stream()
                .filter(database -> database.kind() != Database.Kind.secrets)
                .filter(database -> database.writers().isEmpty())
                .map(Database::name)
                .toList();
        if (settings.workloads().isEmpty() && !unknown.isEmpty()) {
            throw RunException.usage("nobody knows what writes to " + String.join(", ", unknown)
                    + ", so it cannot be stopped for the backup; declare databases[].writers, e.g. [deployment/api], or"
                    + " backups.quiesce.workloads");
        }
        Set<String> all = new LinkedHashSet<>(settings.workloads());
        databases.forEach(database -> all.addAll(database.writers()));
        return List.copyOf(all);
    }

    @Override
    public Quiet stopWriters(BooleanSupplier stop) {
        lock.requireHeld("writers were stopped");
        StoppedWriters writers = new StoppedWriters(
                session.cluster(), session.config().namespace(), suspensions, session.events(), workloads);
        List<String> stopped =
                writers.stop(upgrade, session.startedBy(), settings(session).timeout(), stop);
        Instant since = Instant.now();
        return new Quiet() {
            @Override
            public List<String> stopped() {
                return stopped;
            }

            @Override
            public Instant since() {
                return since;
            }

            @Override
            public void requireStopped() {
                writers.requireStopped();
            }

            @Override
            public void startWriters() {
                writers.start();
            }
        };
    }
}
