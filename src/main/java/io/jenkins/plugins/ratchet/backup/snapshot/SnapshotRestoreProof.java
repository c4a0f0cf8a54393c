package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.postgres.DatabaseReading;
import io.jenkins.plugins.ratchet.backup.snapshot.TemporaryInstances.Endpoint;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves a snapshot by restoring it to a temporary instance and comparing that over SQL with what the source held before
 * and after the snapshot. The instance is deleted in every case; where that fails, it is named, and the next run does it.
 */
final class SnapshotRestoreProof {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SHOWN = 8;
    private static final int MOST_MOVED = 20;

    private final SnapshotSubject subject;
    private final BackupContext context;
    private final TemporaryInstances instances;

    SnapshotRestoreProof(SnapshotSubject subject) {
        this.subject = subject;
        this.context = subject.context();
        this.instances = subject.provider().temporary().orElseThrow();
    }

    BackupManifest.Proof prove(CloudSnapshot snapshot, DatabaseReading before, DatabaseReading after) {
        long start = System.nanoTime();
        String name = TemporaryInstances.PREFIX + subject.owner() + String.format("-%08x", RANDOM.nextInt());
        Patience patience = new Patience(subject, subject.settings().timeout());
        RunException failure = null;
        try {
            context.events().fact("proof", subject.name() + ": restoring to the temporary instance " + name);
            Endpoint endpoint = restore(name, snapshot, patience);
            DatabaseAddress there = address(endpoint);
            DatabaseReading copy = DatabaseReading.of(
                    subject.sql().postgres(),
                    there,
                    context.stop(),
                    done -> context.events().progress("proof", subject.name(), done, 0));
            return proof(before, after, copy, endpoint, start);
        } catch (RunException e) {
            failure = e;
            throw e;
        } finally {
            delete(name, failure);
        }
    }

    private Endpoint restore(String name, CloudSnapshot snapshot, Patience patience) {
        String what = "the restore to the temporary instance " + name;
        patience.ask(what, () -> {
            instances.create(
                    name,
                    subject.source(),
                    snapshot,
                    Map.of(TemporaryInstances.LABEL, subject.owner()),
                    patience.left());
            return true;
        });
        while (true) {
            Optional<Endpoint> endpoint = patience.ask(what, () -> instances.endpoint(name, subject.source()));
            if (endpoint.isPresent()) {
                return endpoint.get();
            }
            patience.pause(what);
        }
    }

    /** Users and passwords are in the snapshot; a certificate is of the same authority. */
    private DatabaseAddress address(Endpoint endpoint) {
        DatabaseAddress source = subject.sql().address();
        return new DatabaseAddress(
                source.name(),
                endpoint.host(),
                endpoint.port(),
                source.database(),
                source.user(),
                source.password(),
                source.sslmode(),
                source.sslrootcert());
    }

    private BackupManifest.Proof proof(
            DatabaseReading before, DatabaseReading after, DatabaseReading copy, Endpoint endpoint, long start) {
        DatabaseReading.Comparison comparison = before.compare(after, copy);
        List<String> differences = comparison.differences();
        if (!differences.isEmpty()) {
            throw RunException.failed("database " + subject.name()
                    + ": what was restored is not what the database held, so it is no backup: "
                    + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                    + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : ""));
        }
        List<String> compared = new ArrayList<>(List.of("schema", "owners and privileges", "sequences", "extensions"));
        compared.add("every value of " + comparison.exact() + " of "
                + before.fingerprint().tables().size() + " tables");
        List<String> notes = new ArrayList<>();
        if (!comparison.moved().isEmpty()) {
            List<String> moved = comparison.moved();
            notes.add("written to while the snapshot was taken, and so compared by definition and by not being empty: "
                    + String.join(", ", moved.subList(0, Math.min(MOST_MOVED, moved.size())))
                    + (moved.size() > MOST_MOVED ? " and " + (moved.size() - MOST_MOVED) + " more" : "")
                    + "; stop the writers first for an exact proof");
        }
        return new BackupManifest.Proof(
                "restore",
                endpoint.host() + ":" + endpoint.port(),
                subject.source().version(),
                Duration.ofNanos(System.nanoTime() - start),
                compared,
                notes);
    }

    /** Also after the run was told to end: an instance that is forgotten costs money every hour. */
    private void delete(String name, RunException failure) {
        try (Stop never = new Stop(() -> false)) {
            TemporaryInstances patient = new Providers(subject.directories())
                    .of(subject.settings(), never, context.events(), context.clock())
                    .temporary()
                    .orElseThrow();
            for (int attempt = 1; ; attempt++) {
                try {
                    if (patient.exists(name)) {
                        patient.delete(name);
                        context.events().fact("proof", subject.name() + ": deleted the temporary instance " + name);
                    }
                    return;
                } catch (CloudFailure e) {
                    if (attempt == 5 || !e.passes()) {
                        String message = "the temporary instance " + name + " could not be deleted: " + e.getMessage()
                                + "; the next backup of this database deletes it, or delete it by hand: it costs money";
                        context.events().fact("proof", subject.name() + ": " + message);
                        if (failure == null) {
                            throw RunException.failed("database " + subject.name() + ": " + message);
                        }
                        return;
                    }
                    Thread.sleep(Math.min(subject.settings().interval().toMillis(), 10_000));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
