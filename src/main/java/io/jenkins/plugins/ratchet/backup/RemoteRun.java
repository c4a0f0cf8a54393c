package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.config.DestinationName;
import io.jenkins.plugins.ratchet.record.Holder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One run that takes backups to a remote of rclone. */
final class RemoteRun implements Destination.Run {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Rclone rclone;
    private final String target;
    private final RunDirectory staging;
    private final BackupContext context;
    private final String holder = Holder.self().identity();
    private final Set<String> complete = ConcurrentHashMap.newKeySet();
    /** Cleaning up has to work after the run was told to stop, too. */
    private final Stop never = new Stop(() -> false);

    private final ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ratchet-run-marker");
        thread.setDaemon(true);
        return thread;
    });

    private RemoteRun(Rclone rclone, String target, RunDirectory staging, BackupContext context) {
        this.rclone = rclone;
        this.target = target;
        this.staging = staging;
        this.context = context;
    }

    /** Writes the run's marker, and so finds out whether the remote can be written and read. */
    static RemoteRun open(Rclone rclone, String path, Path staging, BackupContext context) throws IOException {
        RunDirectory local = RunDirectory.create(staging, context.upgrade(), context.clock());
        String name = local.path().getFileName() + String.format("-%08x", RANDOM.nextInt());
        RemoteRun run = new RemoteRun(rclone, path + "/" + name, local, context);
        try {
            run.mark(context.stop());
            run.requireMark();
            long period = RunMarker.PERIOD.toSeconds();
            run.pulse.scheduleAtFixedRate(run::pulse, period, period, TimeUnit.SECONDS);
            return run;
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return DestinationName.RCLONE + target;
    }

    private String directory(BackupFiles files) {
        return target + "/" + RunDirectory.fileName(files.database());
    }

    @Override
    public BackupFiles begin(String database, long estimatedBytes) throws IOException {
        String directory = target + "/" + RunDirectory.fileName(database);
        return new BackupFiles(
                database,
                staging.partial(database),
                new BackupFiles.Streams() {
                    @Override
                    public OutputStream create(String name) {
                        return rclone.write(directory + "/" + name, estimatedBytes, context.stop());
                    }

                    @Override
                    public InputStream open(String name) {
                        return rclone.read(directory + "/" + name, context.bandwidthShare(), context.stop());
                    }
                },
                new Throttle(context.bandwidthShare()));
    }

    /** Uploads what lies here, then reads everything back: a checksum that the store only remembers proves nothing. */
    @Override
    public void keep(BackupFiles files, Map<String, FileState> states) throws IOException {
        long share = context.bandwidthShare();
        long here = Durable.bytes(files.directory());
        if (here > 0 || states.values().stream().anyMatch(state -> state.bytes() == 0)) {
            rclone.copy(
                    files.directory().toString(),
                    directory(files),
                    share,
                    done -> context.events().progress("upload", files.database(), done, here),
                    context.stop());
        }
        long all = states.values().stream().mapToLong(FileState::bytes).sum();
        Map<String, String> there = rclone.digests(
                directory(files),
                share,
                done -> context.events().progress("check", files.database() + " (reading back)", done, all),
                context.stop());
        Map<String, String> sent = new TreeMap<>();
        states.forEach((name, state) -> sent.put(name, state.sha256()));
        if (!sent.equals(there)) {
            throw new IOException("the remote does not hold what it was sent: " + RemoteFiles.difference(sent, there));
        }
    }

    @Override
    public String complete(BackupFiles files, byte[] manifest) throws IOException {
        requireMark();
        // A file, not a stream: one that ends because this process dies would look whole.
        Path file = files.directory().resolve(BackupManifest.FILE_NAME);
        Durable.write(file, manifest);
        rclone.copyFile(file, directory(files) + "/" + BackupManifest.FILE_NAME, context.stop());
        try (InputStream in = rclone.read(directory(files) + "/" + BackupManifest.FILE_NAME, 0, context.stop())) {
            if (!Arrays.equals(in.readAllBytes(), manifest)) {
                throw new IOException("the remote does not hold the manifest that it was sent");
            }
        }
        complete.add(files.database());
        return DestinationName.RCLONE + directory(files);
    }

    @Override
    public void discard(BackupFiles files) throws IOException {
        Durable.deleteTree(files.directory());
        if (!complete.contains(files.database())) {
            rclone.delete(directory(files) + "/" + BackupManifest.FILE_NAME, never);
            rclone.purge(directory(files), never);
        }
    }

    private String marker() {
        return target + "/" + RunMarker.FILE_NAME;
    }

    private void mark(Stop stop) throws IOException {
        try (OutputStream out = rclone.write(marker(), 0, stop)) {
            out.write(new RunMarker(holder, Instant.now()).json());
        }
    }

    /** Another run that took this one for dead has removed what this one had uploaded. */
    private void requireMark() throws IOException {
        try (InputStream in = rclone.read(marker(), 0, context.stop())) {
            RunMarker found = RunMarker.read(in.readAllBytes());
            if (found == null || !found.holder().equals(holder)) {
                throw new IOException("the remote does not hold this run's marker as it was sent");
            }
        }
    }

    private void pulse() {
        try {
            mark(never);
        } catch (IOException | RuntimeException e) {
            context.events().fact("backup", name() + ": the run could not say that it lives: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        pulse.shutdown();
        try {
            pulse.awaitTermination(RunMarker.PERIOD.toSeconds(), TimeUnit.SECONDS);
            rclone.delete(marker(), never);
        } catch (IOException | RuntimeException e) {
            context.events()
                    .fact(
                            "backup",
                            "could not remove " + DestinationName.RCLONE + marker() + " (" + e.getMessage()
                                    + "); the next backup removes it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            never.close();
            staging.close();
        }
    }
}
