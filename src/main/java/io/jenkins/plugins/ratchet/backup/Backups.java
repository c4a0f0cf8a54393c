package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.OneMoment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Backs data stores up and proves that the backups can be restored.
 *
 * <p>All preconditions of all stores are checked before anything runs. The backups are then taken side by side; where
 * one fails, the others end in order, and the first failure is the error. A backup appears under its name only when it
 * is complete and proven.
 */
public final class Backups {
    private static final BackupPolicy UNLIMITED = new BackupPolicy(null, null, null, null);

    private final List<Store> stores;
    private final Events events;
    private final BooleanSupplier cancelled;
    private final Clock clock;
    private final Destinations destinations;

    /**
     * @param stores what can be backed up, and how
     * @param cancelled polled several times a second; once true, the work ends in order
     */
    public Backups(List<Store> stores, Events events, BooleanSupplier cancelled, Clock clock) {
        this(stores, events, cancelled, clock, System.getenv());
    }

    /** @param environment its PATH is where rclone is looked for */
    public Backups(
            List<Store> stores,
            Events events,
            BooleanSupplier cancelled,
            Clock clock,
            Map<String, String> environment) {
        this.stores = List.copyOf(stores);
        this.events = events;
        this.cancelled = cancelled;
        this.clock = clock;
        this.destinations = new Destinations(environment, events);
    }

    /** One store that is ready to be backed up. */
    record Task(BackupRequest request, Store.Subject subject) {}

    /** As the other one, into a directory, of no release in particular. */
    public List<BackupEntry> backUp(List<BackupRequest> requests, Path to, BackupPolicy policy, String upgrade) {
        return backUp(requests, to.toAbsolutePath().toString(), policy, upgrade, null);
    }

    /** As the other one, of stores whose writers go on. */
    public List<BackupEntry> backUp(
            List<BackupRequest> requests, String to, BackupPolicy policy, String upgrade, String release) {
        return backUp(requests, to, policy, upgrade, release, null);
    }

    /**
     * Takes one backup of each store, in the order of the requests.
     *
     * @param to absolute directory, or {@code rclone:REMOTE:PATH}, that gets {@code <upgrade>-<UTC time>/<name>/}
     * @param upgrade id of the upgrade that the backups are for
     * @param release the release that they are of, as {@link BackupManifest} names it
     * @param quiescence stops the writers while the stores are captured; null where they go on
     * @throws RunException {@code USAGE} for a wrong address or missing privileges, {@code UNAVAILABLE} for a missing
     *     tool or server, {@code TERMINATED} when cancelled, {@code FAILED} otherwise; in no case is anything changed in
     *     the product's data
     */
    public List<BackupEntry> backUp(
            List<BackupRequest> requests,
            String to,
            BackupPolicy policy,
            String upgrade,
            String release,
            Quiescence quiescence) {
        try (Stop stop = new Stop(cancelled)) {
            stop.check();
            Destination destination = destinations.at(to, policy);
            BackupContext context = new BackupContext(events, stop, clock, policy, upgrade);
            List<Task> tasks = check(requests, context);
            FreeSpace.check(tasks, destination);
            clearUp(tasks, destination, stop);
            tasks.forEach(task -> events.fact(
                    "backup",
                    task.request().name() + ": " + task.subject().description().replaceAll("\\p{Cntrl}", "?")));
            if (quiescence != null) {
                try (Destination.Run run = destination.open(context)) {
                    return new QuietRun(context, new BackupRun(context, run, release, List.of()), this::sideBySide)
                            .take(tasks, quiescence);
                }
            }
            Optional<String> moment = OneMoment.note(moments(tasks));
            moment.ifPresent(note -> events.fact("backup", note));
            try (Destination.Run run = destination.open(context)) {
                BackupRun each =
                        new BackupRun(context, run, release, moment.stream().toList());
                return sideBySide(tasks, each::take, stop, policy.parallel());
            }
        }
    }

    /** Why a recorded backup can no longer be accepted as proven; empty where it is intact. Reads all of its files. */
    public Optional<String> defect(BackupEntry entry) {
        try (Stop stop = new Stop(cancelled)) {
            return new BackupAudit(stores).defect(entry, destinations.files(entry.location(), UNLIMITED, stop));
        }
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
        List<Store.Subject> all = tasks.stream().map(Task::subject).toList();
        return tasks.stream()
                .map(task -> new Task(task.request(), task.subject().among(all)))
                .toList();
    }

    /** Names of the stores, those that are captured at one moment together. */
    private static Collection<List<String>> moments(List<Task> tasks) {
        Map<Object, List<String>> moments = new IdentityHashMap<>();
        tasks.forEach(task -> moments.computeIfAbsent(task.subject().moment(), any -> new ArrayList<>())
                .add(task.request().name()));
        return moments.values();
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

    private <T, R> List<R> sideBySide(List<T> tasks, Function<T, R> work, Stop stop, int parallel) {
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, parallel));
        try {
            List<Future<R>> results = new ArrayList<>();
            for (T task : tasks) {
                results.add(workers.submit(() -> {
                    try {
                        stop.check();
                        return work.apply(task);
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

    private <R> List<R> collect(List<Future<R>> results) {
        List<R> entries = new ArrayList<>();
        Throwable failure = null;
        for (Future<R> result : results) {
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
        entries.stream()
                .filter(BackupEntry.class::isInstance)
                .map(BackupEntry.class::cast)
                .forEach(entry -> events.fact(
                        "backup", entry.database() + ": its backup is complete and stays in " + entry.location()));
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        throw new IllegalStateException(failure);
    }

    /** What runs that died left behind: half-done directories at the destination, scratch databases on servers. */
    private void clearUp(List<Task> tasks, Destination to, Stop stop) {
        List<String> removed = new ArrayList<>();
        to.removeLeftovers(stop).forEach(path -> removed.add("removed " + path));
        Set<Store.Leftovers> leftovers = new LinkedHashSet<>();
        tasks.forEach(task -> leftovers.addAll(task.subject().leftovers()));
        leftovers.forEach(each -> removed.addAll(each.remove()));
        removed.forEach(what -> events.fact("backup", what + ", left by a run that died"));
    }
}
