package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The backups that are there already: finding, checking, proving again and removing them. */
public final class KeptBackups implements AutoCloseable {
    private final List<Store> stores;
    private final Events events;
    private final Clock clock;
    private final BackupPolicy policy;
    private final Destinations destinations;
    private final Map<String, String> environment;
    private final Stop stop;
    private final List<Path> fetched = new ArrayList<>();

    /**
     * @param cancelled polled several times a second; once true, the work ends in order
     * @param environment its PATH is where rclone is looked for
     */
    public KeptBackups(
            List<Store> stores,
            Events events,
            BooleanSupplier cancelled,
            Clock clock,
            Map<String, String> environment,
            BackupPolicy policy) {
        this.stores = List.copyOf(stores);
        this.events = events;
        this.clock = clock;
        this.policy = policy;
        this.environment = Map.copyOf(environment);
        this.destinations = new Destinations(environment, events);
        this.stop = new Stop(cancelled);
    }

    /**
     * Every backup at a place.
     *
     * @param to absolute directory, or {@code rclone:REMOTE:PATH}
     */
    public List<KeptBackup> list(String to) {
        try {
            return destinations.at(to, policy).list(stop);
        } catch (IOException e) {
            throw unreadable(to, e);
        }
    }

    /** A backup that the record knows, wherever it lies; empty where there is none any more. */
    public Optional<KeptBackup> find(BackupEntry entry) {
        String[] parts = entry.location().split("/");
        String id = parts.length < 2 ? entry.location() : parts[parts.length - 2] + "/" + parts[parts.length - 1];
        try {
            return destinations
                    .files(entry.location(), policy, stop)
                    .manifest()
                    .map(json -> new KeptBackup(
                            id, entry.location(), Sha256.of(json), DirectoryDestination.manifest(json), false));
        } catch (IOException e) {
            throw unreadable(entry.location(), e);
        }
    }

    /** What is wrong with the files of a backup; empty where they are as its manifest says. Reads every byte. */
    public Optional<String> damage(KeptBackup backup) {
        return backup.manifest() == null
                ? Optional.of("its manifest cannot be read")
                : new BackupAudit(stores)
                        .damage(backup.manifest(), destinations.files(backup.location(), policy, stop));
    }

    /**
     * Proves a backup once more by what lies there: checksums first, then as its method can.
     *
     * @param request the data store it is of, as the configuration declares it
     * @return empty where its method knows nothing beyond checksums, which were right
     * @throws RunException where it is no backup
     */
    public Optional<BackupManifest.Proof> prove(KeptBackup backup, BackupRequest request) {
        Path here = null;
        try {
            KeptFiles files = destinations.files(backup.location(), policy, stop);
            Optional<Store> store = stores.stream()
                    .filter(each -> each.takes(
                            backup.manifest().kind(), backup.manifest().method()))
                    .findFirst();
            if (files.directory().isEmpty() && store.isPresent()) {
                here = Files.createTempDirectory(Files.createDirectories(Destinations.staging(policy)), "proof-");
                files = new DirectoryFiles(files.fetch(here));
            }
            Optional<String> damage = new BackupAudit(stores).damage(backup.manifest(), files);
            if (damage.isPresent()) {
                throw RunException.failed(backup.id() + " is no backup: " + damage.get());
            }
            if (store.isEmpty()) {
                return Optional.empty();
            }
            BackupContext context = new BackupContext(
                    events, stop, clock, policy, backup.manifest().upgrade());
            return store.get()
                    .proveAgain(request, backup.manifest(), files.directory().orElseThrow(), context);
        } catch (IOException e) {
            stop.check();
            throw unreadable(backup.location(), e);
        } finally {
            delete(here);
        }
    }

    /**
     * Removes a backup.
     *
     * @param to where it was listed
     * @return whether it is gone by this call; false where it was gone already, or belongs to a living run
     */
    public boolean remove(String to, KeptBackup backup) {
        try {
            boolean removed = destinations.at(to, policy).remove(backup, stop);
            if (removed && backup.manifest() != null) {
                forget(backup.manifest());
            }
            return removed;
        } catch (IOException e) {
            throw RunException.failed(backup.id() + " could not be removed from " + to + " (" + e.getMessage()
                    + "); the next run removes what is left of it");
        }
    }

    private void forget(BackupManifest manifest) {
        stores.stream()
                .filter(store -> store.takes(manifest.kind(), manifest.method()))
                .findFirst()
                .flatMap(store -> store.forget(manifest, stop))
                .ifPresent(left -> events.fact("prune", manifest.database() + ": " + left));
    }

    /** Files on remotes that no backup's directory holds, with the rclone and the bandwidth of this. */
    public RemoteObjects remotes() {
        return RemoteObjects.of(environment, policy);
    }

    /** Removes what dead runs left half done, and names it. */
    public List<String> removeLeftovers(String to) {
        return destinations.at(to, policy).removeLeftovers(stop);
    }

    /**
     * The directory with a backup's files, and its manifest; those that lie elsewhere are copied to this machine, and are
     * removed when this is closed.
     */
    public Path fetch(BackupEntry entry) {
        try {
            KeptFiles files = destinations.files(entry.location(), policy, stop);
            if (files.directory().isPresent()) {
                return files.directory().get();
            }
            Path here = Files.createTempDirectory(Files.createDirectories(Destinations.staging(policy)), "restore-");
            fetched.add(here);
            events.fact("restore", entry.database() + ": fetching the backup from " + entry.location());
            return files.fetch(here);
        } catch (IOException e) {
            stop.check();
            throw unreadable(entry.location(), e);
        }
    }

    /** Whether a backup is of a method that {@link #restore} knows a way for. */
    public boolean restorable(BackupEntry entry) {
        return stores.stream()
                .filter(store -> store.takes(entry.kind(), entry.method()))
                .anyMatch(Store::restores);
    }

    /**
     * How a backup goes back; empty where its method has no way that needs no names to be exchanged.
     *
     * @param request the data store as it is declared now
     * @param name for what is made beside what is in use
     */
    public Optional<StoreRestore> restore(BackupEntry entry, BackupRequest request, boolean inPlace, String name) {
        Path directory = fetch(entry);
        try {
            BackupManifest manifest =
                    DirectoryDestination.manifest(Files.readAllBytes(directory.resolve(BackupManifest.FILE_NAME)));
            BackupContext context = new BackupContext(events, stop, clock, policy, manifest.upgrade());
            return stores.stream()
                    .filter(store -> store.takes(entry.kind(), entry.method()))
                    .findFirst()
                    .flatMap(store ->
                            store.restore(new RestoreTask(request, manifest, directory, inPlace, name, context)));
        } catch (IOException e) {
            throw unreadable(entry.location(), e);
        }
    }

    private void delete(Path directory) {
        if (directory != null) {
            try {
                Durable.deleteTree(directory);
            } catch (IOException e) {
                events.fact("prove", "could not remove " + directory + " (" + e + "); remove it by hand");
            }
        }
    }

    private static RunException unreadable(String place, IOException e) {
        return RunException.unavailable(
                "backups at " + place + " cannot be read: "
                        + (e.getClass() == IOException.class ? e.getMessage() : e.toString()),
                e);
    }

    @Override
    public void close() {
        fetched.forEach(this::delete);
        stop.close();
    }
}
