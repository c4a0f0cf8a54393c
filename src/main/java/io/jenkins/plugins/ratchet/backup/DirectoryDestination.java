package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A directory of this machine, or of a file system that is mounted here. */
final class DirectoryDestination implements Destination {
    private final Path directory;

    DirectoryDestination(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public String name() {
        return directory.toString();
    }

    @Override
    public Path disk() {
        return directory;
    }

    @Override
    public boolean remote() {
        return false;
    }

    @Override
    public List<String> removeLeftovers(Stop stop) {
        return RunDirectory.removeLeftovers(directory).stream()
                .map(Path::toString)
                .toList();
    }

    @Override
    public Run open(BackupContext context) {
        return new LocalRun(
                RunDirectory.create(directory, context.upgrade(), context.clock()), context.bandwidthShare());
    }

    @Override
    public List<KeptBackup> list(Stop stop) throws IOException {
        List<KeptBackup> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> runs =
                Files.newDirectoryStream(directory.toRealPath(), DirectoryDestination::plain)) {
            for (Path run : runs) {
                boolean inUse = RunDirectory.inUse(run);
                try (DirectoryStream<Path> backups = Files.newDirectoryStream(run, DirectoryDestination::plain)) {
                    for (Path backup : backups) {
                        stop.check();
                        read(run, backup, inUse, found);
                    }
                } catch (NoSuchFileException e) {
                    // Removed meanwhile.
                }
            }
        }
        return found;
    }

    private static boolean plain(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                && !path.getFileName().toString().startsWith(".");
    }

    private static void read(Path run, Path backup, boolean inUse, List<KeptBackup> found) throws IOException {
        Path manifest = backup.resolve(BackupManifest.FILE_NAME);
        if (Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
            byte[] json = Files.readAllBytes(manifest);
            found.add(new KeptBackup(
                    run.getFileName() + "/" + backup.getFileName(),
                    backup.toString(),
                    Sha256.of(json),
                    manifest(json),
                    inUse));
        }
    }

    /** Null where it is not one that this version wrote or can read. */
    static BackupManifest manifest(byte[] json) {
        try {
            BackupManifest manifest = Json.mapper().readValue(json, BackupManifest.class);
            boolean whole = manifest != null
                    && manifest.format() == BackupManifest.FORMAT
                    && manifest.database() != null
                    && manifest.takenAt() != null
                    && manifest.source() != null
                    && manifest.files() != null;
            return whole ? manifest : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public boolean remove(KeptBackup backup, Stop stop) throws IOException {
        stop.check();
        Path location = Path.of(backup.location());
        return !RunDirectory.inUse(location.getParent()) && RunDirectory.unname(location);
    }

    private record LocalRun(RunDirectory directory, long bandwidth) implements Run {
        @Override
        public String name() {
            return directory.path().toString();
        }

        @Override
        public BackupFiles begin(String database, long estimatedBytes) throws IOException {
            Path partial = directory.partial(database);
            return new BackupFiles(database, partial, new BackupFiles.LocalStreams(partial), new Throttle(bandwidth));
        }

        /** They were synced when they were digested. */
        @Override
        public void keep(BackupFiles files, Map<String, FileState> states) {}

        @Override
        public String complete(BackupFiles files, byte[] manifest) throws IOException {
            Durable.write(files.directory().resolve(BackupManifest.FILE_NAME), manifest);
            Durable.sync(files.directory());
            return directory.complete(files.directory(), files.database()).toString();
        }

        @Override
        public void discard(BackupFiles files) throws IOException {
            Durable.deleteTree(files.directory());
        }

        @Override
        public void close() {
            directory.close();
        }
    }
}
