package io.jenkins.plugins.ratchet.record;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A directory of this machine, for products that run without a cluster: {@code RELEASE.json} is the record,
 * {@code RELEASE.lock} the lock, {@code RELEASE.holder} who took it last, {@code RELEASE.id} what tells it from others.
 */
public final class FileHome implements RecordHome {
    private final Path directory;
    private final String release;
    private final RecordStore records;

    /**
     * @param directory made with the first write; it must outlive a checkout of the project
     * @param redaction masks every secret that this run knows
     */
    public FileHome(Path directory, String release, UnaryOperator<String> redaction) {
        this.directory = directory;
        this.release = release;
        this.records = new FileRecordStore(directory.resolve(release + ".json"), redaction);
    }

    @Override
    public RecordStore records() {
        return records;
    }

    @Override
    public UpgradeLock lock(String startedBy) {
        make(directory);
        identify();
        return FileLock.acquire(lockFile(), startedBy);
    }

    @Override
    public Optional<String> lockHolder() {
        return FileLock.holder(lockFile());
    }

    /** Made with the first lock, and never again: a record that was removed and begun anew is another one. */
    @Override
    public Optional<String> uid() {
        try {
            return Files.exists(idFile())
                    ? Optional.of(Files.readString(idFile()).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw RunException.unavailable(idFile() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void identify() {
        if (Files.exists(idFile())) {
            return;
        }
        DurableFile.write(idFile(), UUID.randomUUID() + "\n");
    }

    private Path lockFile() {
        return directory.resolve(release + ".lock");
    }

    private Path idFile() {
        return directory.resolve(release + ".id");
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw RunException.unavailable(
                    "the directory of the record, " + directory + ", cannot be made: " + e.getMessage(), e);
        }
    }
}
