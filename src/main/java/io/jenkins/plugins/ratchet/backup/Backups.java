package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Backs data stores up and proves that the backups can be restored.
 *
 * <p>All preconditions of all stores are checked before anything runs. The backups are then taken side by side; where
 * one fails, the others end in order, and the first failure is the error. A backup appears under its name only when it
 * is complete and proven.
 */
public final class Backups {
    private final List<Store> stores;
    private final Events events;
    private final BooleanSupplier cancelled;
    private final Clock clock;

    /**
     * @param stores what can be backed up, and how
     * @param cancelled polled several times a second; once true, the work ends in order
     */
    public Backups(List<Store> stores, Events events, BooleanSupplier cancelled, Clock clock) {
        this.stores = List.copyOf(stores);
        this.events = events;
        this.cancelled = cancelled;
        this.clock = clock;
    }

    /** One store that is ready to be backed up. */
    record Task(BackupRequest request, Store.Subject subject) {}

    /**
     * Takes one backup of each store, in the order of the requests.
     *
     * @param to directory that gets {@code <upgrade>-<UTC time>/<name>/}
     * @param upgrade id of the upgrade that the backups are for
     * @throws RunException {@code USAGE} for a wrong address or missing privileges, {@code UNAVAILABLE} for a missing
     *     tool or server, {@code TERMINATED} when cancelled, {@code FAILED} otherwise; in no case is anything changed in
     *     the product's data
     */
    public List<BackupEntry> backUp(List<BackupRequest> requests, Path to, BackupPolicy policy, String upgrade) {
        try (Stop stop = new Stop(cancelled)) {
            stop.check();
            BackupContext context = new BackupContext(events, stop, clock, policy, upgrade);
            List<Task> tasks = check(requests, context);
            FreeSpace.check(tasks, to);
            clearUp(tasks, to);
            tasks.forEach(task -> events.fact(
                    "backup",
                    task.request().name() + ": " + task.subject().description().replaceAll("\\p{Cntrl}", "?")));
            try (RunDirectory run = RunDirectory.create(to, upgrade, clock)) {
                return sideBySide(tasks, new BackupRun(context, run), stop, policy.parallel());
            }
        }
    }

    /** Why a recorded backup can no longer be accepted as proven; empty where it is intact. Reads all of its files. */
    public Optional<String> defect(BackupEntry entry) {
        return new BackupAudit(stores).defect(entry);
    }

    private List<Task> check(List<BackupRequest> requests, BackupContext context) {
        Set<String> names = new HashSet<>();
        List<Task> tasks = new ArrayList<>();
        for (BackupRequest request : requests) {
            context.stop().check();
            if (!names.add(RunDirectory.fileName(request.name()))) {
                throw RunException.usage("database " + request.name() + " is named twice");
            }
            tasks.add(new Task(request, store(request).check(request, context)));
        }
        return tasks;
    }

    private Store store(BackupRequest request) {
        String kind = request.database().kind().name();
        String method = request.database().method().name();
        return stores.stream()
                .filter(store -> store.takes(kind, method))
                .findFirst()
                .orElseThrow(() -> RunException.usage("database " + request.name() + " is of kind " + kind
                        + ", which cannot be backed up by the method " + method));
    }

    private List<BackupEntry> sideBySide(List<Task> tasks, BackupRun run, Stop stop, int parallel) {
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, parallel));
        try {
            List<Future<BackupEntry>> results = new ArrayList<>();
            for (Task task : tasks) {
                results.add(workers.submit(() -> {
                    try {
                        stop.check();
                        return run.take(task);
                    } catch (RuntimeException | Error e) {
                        stop.request();
                        throw e;
                    }
                }));
            }
            return collect(results);
        } finally {
            workers.shutdownNow();
        }
    }

    private List<BackupEntry> collect(List<Future<BackupEntry>> results) {
        List<BackupEntry> entries = new ArrayList<>();
        Throwable failure = null;
        for (Future<BackupEntry> result : results) {
            try {
                entries.add(result.get());
            } catch (ExecutionException e) {
                // That another one was told to end says nothing about why.
                if (failure == null || failure instanceof Stop.Interrupted) {
                    failure = e.getCause();
                } else if (!(e.getCause() instanceof Stop.Interrupted)) {
                    failure.addSuppressed(e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stop.Interrupted();
            }
        }
        if (failure == null) {
            return entries;
        }
        entries.forEach(entry ->
                events.fact("backup", entry.database() + ": its backup is complete and stays in " + entry.location()));
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        throw new IllegalStateException(failure);
    }

    /** What runs that died left behind: half-done directories here, scratch databases on servers. */
    private void clearUp(List<Task> tasks, Path to) {
        List<String> removed = new ArrayList<>();
        RunDirectory.removeLeftovers(to).forEach(path -> removed.add("removed " + path));
        Set<Store.Leftovers> leftovers = new LinkedHashSet<>();
        tasks.forEach(task -> leftovers.addAll(task.subject().leftovers()));
        leftovers.forEach(each -> removed.addAll(each.remove()));
        removed.forEach(what -> events.fact("backup", what + ", left by a run that died"));
    }
}
