package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of one backup while it is taken.
 *
 * <p>What is written through {@link #create} is digested on its way, and not read again; what a program wrote into
 * {@link #directory} by itself is digested by {@link #seal}.
 */
public final class BackupFiles {
    private final Path directory;
    private final Map<String, FileState> written = new ConcurrentHashMap<>();

    BackupFiles(Path directory) {
        this.directory = directory;
    }

    /** For programs that write files of their own. Absolute; gets another name when the backup is complete. */
    public Path directory() {
        return directory;
    }

    /**
     * A new file. It belongs to the backup, durably, once the stream was closed.
     *
     * @param name path below the backup's directory, with slashes
     */
    public OutputStream create(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new Digesting(name, channel);
    }

    /** A small file at once. */
    public void write(String name, byte[] content) throws IOException {
        try (OutputStream out = create(name)) {
            out.write(content);
        }
    }

    /** Every file there is, by its name; all of it is on the disk. */
    Map<String, FileState> seal(Stop stop) throws IOException {
        return new TreeMap<>(Durable.syncAndDigest(directory, written, stop));
    }

    private final class Digesting extends FilterOutputStream {
        private final String name;
        private final FileChannel channel;
        private final Sha256 digest = new Sha256();
        private long bytes;
        private boolean closed;

        private Digesting(String name, FileChannel channel) {
            super(Channels.newOutputStream(channel));
            this.name = name;
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            digest.update(buffer, offset, length);
            bytes += length;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                try (channel) {
                    channel.force(true);
                }
                written.put(name, new FileState(bytes, digest.hex()));
            }
        }
    }
}
