package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
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
 * Backs databases up and proves that the backups can be restored.
 *
 * <p>All preconditions of all databases are checked before anything runs. The databases are then dumped side by side;
 * where one fails, the others end in order, and the first failure is the error. A database's backup appears under its
 * name only when it is complete and proven.
 */
public final class Backups {
    private final Postgres postgres;
    private final Events events;
    private final BooleanSupplier cancelled;
    private final List<Path> clientDirectories;
    private final Clock clock;

    /** @param cancelled polled several times a second; once true, the work ends in order */
    public Backups(Postgres postgres, Events events, BooleanSupplier cancelled) {
        this(postgres, events, cancelled, ClientTools.usualDirectories(), Clock.systemUTC());
    }

    /** @param clientDirectories where pg_dump and pg_restore are looked for, instead of the usual places */
    public Backups(
            Postgres postgres, Events events, BooleanSupplier cancelled, List<Path> clientDirectories, Clock clock) {
        this.postgres = postgres;
        this.events = events;
        this.cancelled = cancelled;
        this.clientDirectories = List.copyOf(clientDirectories);
        this.clock = clock;
    }

    /**
     * Takes one proven backup of each database, in the order of the requests.
     *
     * @param to directory that gets {@code <upgrade>-<UTC time>/<database>/}
     * @param upgrade id of the upgrade that the backups are for
     * @throws RunException {@code USAGE} for a wrong address or missing privileges, {@code UNAVAILABLE} for a missing
     *     tool or server, {@code TERMINATED} when cancelled, {@code FAILED} otherwise; in no case is anything changed in
     *     the product's databases
     */
    public List<BackupEntry> backUp(List<BackupRequest> requests, Path to, BackupPolicy policy, String upgrade) {
        try (Stop stop = new Stop(cancelled)) {
            stop.check();
            List<Prepared> databases = new Preconditions(postgres, clientDirectories, stop).check(requests, to);
            clearUp(databases, to);
            databases.forEach(this::announce);
            try (RunDirectory run = RunDirectory.create(to, upgrade, clock)) {
                PostgresBackup backup = new PostgresBackup(postgres, events, stop, clock, policy.jobs(), upgrade);
                return sideBySide(databases, run, backup, stop, policy.parallel());
            }
        }
    }

    /** Why a recorded backup can no longer be accepted as proven; empty where it is intact. Reads all of its files. */
    public Optional<String> defect(BackupEntry entry) {
        return new BackupAudit(clientDirectories).defect(entry);
    }

    private List<BackupEntry> sideBySide(
            List<Prepared> databases, RunDirectory run, PostgresBackup backup, Stop stop, int parallel) {
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, parallel));
        try {
            List<Future<BackupEntry>> results = new ArrayList<>();
            for (Prepared database : databases) {
                results.add(workers.submit(() -> {
                    try {
                        stop.check();
                        return backup.take(database, run);
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

    /** What runs that died left behind: half-done directories here, scratch databases on the servers. */
    private void clearUp(List<Prepared> databases, Path to) {
        RunDirectory.removeLeftovers(to)
                .forEach(path -> events.fact("backup", "removed " + path + ", left by a run that died"));
        Set<DatabaseAddress> servers = new LinkedHashSet<>();
        databases.stream()
                .filter(Prepared::provenByRestore)
                .forEach(database -> servers.add(database.scratch().address()));
        for (DatabaseAddress server : servers) {
            ScratchDatabase.dropAbandoned(postgres, server)
                    .forEach(name -> events.fact("backup", "dropped " + name + ", left by a run that died"));
        }
    }

    private void announce(Prepared database) {
        events.fact(
                "backup",
                database.name() + ": PostgreSQL " + database.source().version() + ", "
                        + database.request().address().toString().replaceAll("\\p{Cntrl}", "?") + ", "
                        + Units.bytes(database.source().bytes())
                        + "; pg_dump " + database.client().version() + ", "
                        + database.compression().specification());
    }
}
