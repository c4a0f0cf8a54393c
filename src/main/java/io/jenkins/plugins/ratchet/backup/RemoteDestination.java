package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.DestinationName;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path on a remote of rclone: object storage or anything else that it knows.
 *
 * <p>There, nothing can be renamed at once and nobody can hold a lock. So a backup is complete when its manifest is there,
 * which comes last and goes first, and a run shows that it lives by a {@link RunMarker}.
 */
final class RemoteDestination implements Destination {
    /** {@code UPGRADE-TIME-RANDOM}: what has another name is not Ratchet's. */
    private static final Pattern RUN = Pattern.compile(".+-\\d{8}T\\d{6}Z(-\\d{1,3})?-[0-9a-f]{8}");

    private final Rclone rclone;
    private final String path;
    private final Path staging;
    private final Events events;

    /**
     * @param path {@code REMOTE:PATH}
     * @param staging directory of this machine for what does not stream
     */
    RemoteDestination(Rclone rclone, String path, Path staging, Events events) {
        this.rclone = rclone;
        this.path = path.replaceFirst("/+$", "");
        this.staging = staging;
        this.events = events;
    }

    @Override
    public String name() {
        return DestinationName.RCLONE + path;
    }

    @Override
    public Path disk() {
        return staging;
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public Run open(BackupContext context) {
        try {
            return RemoteRun.open(rclone, path, staging, context);
        } catch (IOException e) {
            throw RunException.unavailable(name() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** What is known of a run's directory there. */
    private static final class Found {
        private final Set<String> databases = new TreeSet<>();
        private final Map<String, byte[]> manifests = new TreeMap<>();
        private boolean marked;
        private RunMarker marker;

        boolean alive() {
            return marker != null && !marker.dead(Instant.now());
        }
    }

    @Override
    public List<String> removeLeftovers(Stop stop) {
        List<String> removed = new ArrayList<>();
        RunDirectory.removeLeftovers(staging).forEach(left -> removed.add(left.toString()));
        try {
            Map<String, Found> runs = read(stop);
            for (String file : rclone.list(path, stop).keySet()) {
                String[] parts = file.split("/", 3);
                if (parts.length == 3 && RUN.matcher(parts[0]).matches()) {
                    runs.computeIfAbsent(parts[0], key -> new Found()).databases.add(parts[1]);
                }
            }
            for (Map.Entry<String, Found> run : runs.entrySet()) {
                if (!run.getValue().alive()) {
                    removed.addAll(removeLeftovers(run.getKey(), run.getValue(), stop));
                }
            }
        } catch (IOException e) {
            events.fact("backup", name() + " cannot be cleared of what dead runs left: " + e.getMessage());
        }
        return removed;
    }

    private List<String> removeLeftovers(String run, Found found, Stop stop) throws IOException {
        List<String> removed = new ArrayList<>();
        for (String database : found.databases) {
            if (!found.manifests.containsKey(database)) {
                rclone.purge(path + "/" + run + "/" + database, stop);
                removed.add(name() + "/" + run + "/" + database);
            }
        }
        if (found.marked) { // last: what is interrupted here is found again
            rclone.delete(path + "/" + run + "/" + RunMarker.FILE_NAME, stop);
        }
        return removed;
    }

    /** Fetches all manifests and markers, many at a time. */
    private Map<String, Found> read(Stop stop) throws IOException {
        Map<String, Found> runs = new HashMap<>();
        Path here = Files.createTempDirectory("ratchet-manifests");
        try {
            if (rclone.list(path, stop).isEmpty()) {
                return runs;
            }
            rclone.copy(
                    path,
                    here.toString(),
                    0,
                    done -> {},
                    stop,
                    "--include=/*/*/" + BackupManifest.FILE_NAME,
                    "--include=/*/" + RunMarker.FILE_NAME);
            try (Stream<Path> files = Files.walk(here)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String[] parts = Durable.name(here, file).split("/");
                    if (RUN.matcher(parts[0]).matches()) {
                        Found found = runs.computeIfAbsent(parts[0], key -> new Found());
                        if (parts.length == 3) {
                            found.manifests.put(parts[1], Files.readAllBytes(file));
                        } else {
                            found.marked = true;
                            found.marker = RunMarker.read(Files.readAllBytes(file));
                        }
                    }
                }
            }
            return runs;
        } finally {
            Durable.deleteTree(here);
        }
    }

    @Override
    public List<KeptBackup> list(Stop stop) throws IOException {
        List<KeptBackup> backups = new ArrayList<>();
        for (Map.Entry<String, Found> run : read(stop).entrySet()) {
            run.getValue().manifests.forEach((database, json) -> {
                String id = run.getKey() + "/" + database;
                backups.add(new KeptBackup(
                        id,
                        name() + "/" + id,
                        Sha256.of(json),
                        DirectoryDestination.manifest(json),
                        run.getValue().alive()));
            });
        }
        backups.sort(Comparator.comparing(KeptBackup::id));
        return backups;
    }

    @Override
    public boolean remove(KeptBackup backup, Stop stop) throws IOException {
        String run = path + "/" + backup.id().substring(0, backup.id().indexOf('/'));
        if (alive(run, stop)) {
            return false;
        }
        boolean ours = rclone.delete(path + "/" + backup.id() + "/" + BackupManifest.FILE_NAME, stop);
        rclone.purge(path + "/" + backup.id(), stop);
        return ours;
    }

    private boolean alive(String run, Stop stop) throws IOException {
        try (var in = rclone.read(run + "/" + RunMarker.FILE_NAME, 0, stop)) {
            RunMarker marker = RunMarker.read(in.readAllBytes());
            return marker != null && !marker.dead(Instant.now());
        } catch (Rclone.Missing e) {
            return false;
        }
    }
}
