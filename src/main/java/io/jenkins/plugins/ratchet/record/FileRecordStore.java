package io.jenkins.plugins.ratchet.record;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;

/**
 * The record as a file: JSON, with a checksum of the record's text. Writers of one machine take turns for the moment
 * that comparing and renaming takes.
 */
public final class FileRecordStore implements RecordStore {
    private static final String BEFORE = "{\n\"sha256\" : \"";
    private static final String BETWEEN = "\",\n\"record\" : ";
    private static final String AFTER = "}\n";

    private final Path file;
    private final UnaryOperator<String> redaction;

    /** @param redaction masks every secret that this run knows: messages quote programs, which may say anything */
    public FileRecordStore(Path file, UnaryOperator<String> redaction) {
        this.file = file;
        this.redaction = redaction;
    }

    @Override
    public Stored read() {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return new Stored(null, null, null);
        } catch (IOException e) {
            throw RunException.unavailable("the record " + file + " cannot be read: " + e.getMessage(), e);
        }
        String version = Sha256.of(text);
        int between = text.indexOf(BETWEEN);
        if (!text.startsWith(BEFORE) || between < 0 || !text.endsWith(AFTER)) {
            return new Stored(null, version, "it is cut off, or not as Ratchet writes it");
        }
        return RecordText.read(
                text.substring(between + BETWEEN.length(), text.length() - AFTER.length()),
                version,
                text.substring(BEFORE.length(), between));
    }

    @Override
    public Stored write(UpgradeRecord record, Stored previous) {
        UpgradeRecord kept = RecordText.bounded(record.redacted(redaction));
        String json = RecordText.write(kept);
        String text = BEFORE + Sha256.of(json) + BETWEEN + json + AFTER;
        synchronized (FileRecordStore.class) {
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
            } catch (IOException e) {
                throw failed(e);
            }
            try (FileChannel turn = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".turn"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                turn.lock();
                String found = read().version();
                if (found == null ? previous.version() != null : !found.equals(previous.version())) {
                    throw new RecordConflictException("file " + file);
                }
                DurableFile.write(file, text);
            } catch (IOException e) {
                throw failed(e);
            }
        }
        return new Stored(kept, Sha256.of(text), null);
    }

    private RunException failed(IOException e) {
        return RunException.unavailable("the record " + file + " cannot be written: " + e.getMessage(), e);
    }
}
