package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
 * <p>What is written through {@link #create} goes straight to the destination, is digested on its way, and not read again
 * on this machine; what a program wrote into {@link #directory} by itself is digested by {@link #seal}, and uploaded
 * afterwards where the destination is a remote one.
 */
public final class BackupFiles {
    private final String database;
    private final Path directory;
    private final Streams streams;
    private final Throttle throttle;
    private final Map<String, FileState> written = new ConcurrentHashMap<>();

    /** Where streams go: into the directory, or past it to a remote destination. */
    interface Streams {
        /** Its {@code close} returns when the file is durably there, and fails where it is not. */
        OutputStream create(String name) throws IOException;

        InputStream open(String name) throws IOException;
    }

    BackupFiles(String database, Path directory, Streams streams, Throttle throttle) {
        this.database = database;
        this.directory = directory;
        this.streams = streams;
        this.throttle = throttle;
    }

    String database() {
        return database;
    }

    /** For programs that write files of their own. Absolute; gets another name when the backup is complete. */
    public Path directory() {
        return directory;
    }

    /**
     * A new file that streams to where the backup is kept. It belongs to the backup, durably, once the stream was closed
     * without an error.
     *
     * @param name path below the backup's directory, with slashes
     */
    public OutputStream create(String name) throws IOException {
        return new Digesting(name, throttle.limit(streams.create(name)));
    }

    /**
     * A new file that stays on this machine until the backup was proven, for what the proof cannot read from a stream. It
     * is digested on its way, and uploaded afterwards where the destination is a remote one.
     */
    public OutputStream createHere(String name) throws IOException {
        return new Digesting(name, new LocalStreams(directory).create(name));
    }

    /** A small file at once. */
    public void write(String name, byte[] content) throws IOException {
        try (OutputStream out = createHere(name)) {
            out.write(content);
        }
    }

    /** Reads a file back from where it is kept by now: this machine, or the remote destination. */
    public InputStream open(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.newInputStream(file) : streams.open(name);
    }

    /** Every file there is, by its name; all of it is on the disk, or was taken by the remote destination. */
    Map<String, FileState> seal(Stop stop) throws IOException {
        Map<String, FileState> states = new TreeMap<>(Durable.syncAndDigest(directory, written, stop));
        states.putAll(written);
        return states;
    }

    /** Files of this machine's disk. */
    record LocalStreams(Path directory) implements Streams {
        @Override
        public OutputStream create(String name) throws IOException {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new FilterOutputStream(Channels.newOutputStream(channel)) {
                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    out.write(buffer, offset, length);
                }

                @Override
                public void close() throws IOException {
                    try (channel) {
                        if (channel.isOpen()) {
                            channel.force(true);
                        }
                    }
                }
            };
        }

        @Override
        public InputStream open(String name) throws IOException {
            return Files.newInputStream(directory.resolve(name));
        }
    }

    private final class Digesting extends FilterOutputStream {
        private final String name;
        private final Sha256 digest = new Sha256();
        private long bytes;
        private boolean closed;

        private Digesting(String name, OutputStream target) {
            super(target);
            this.name = name;
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
                out.close();
                written.put(name, new FileState(bytes, digest.hex()));
            }
        }
    }
}
