package io.jenkins.plugins.ratchet.backup.mongo;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** Keeps a compressed archive while it is written, and reads it on its way, so that it need not be read again. */
final class ArchiveTap extends OutputStream {
    private static final int BUFFER = 1 << 20;

    private final OutputStream file;
    private final PipedOutputStream pipe = new PipedOutputStream();
    private final AtomicLong bytes = new AtomicLong();
    private final Thread reader;
    private volatile Archive archive;
    private volatile IOException failure;

    /** @param file gets every byte, and is closed with this */
    ArchiveTap(OutputStream file, String database) throws IOException {
        this.file = file;
        PipedInputStream other = new PipedInputStream(pipe, BUFFER);
        this.reader = new Thread(() -> read(other, database), "ratchet-mongo-archive");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream from, String database) {
        try {
            try {
                archive = open(from, database, bytes);
            } catch (IOException e) {
                failure = e;
            }
            from.transferTo(OutputStream.nullOutputStream()); // whoever writes must not wait for ever
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    /**
     * Reads a compressed archive to its end.
     *
     * @param bytes counts what it holds, decompressed
     * @throws IOException where it is none; the message says why
     */
    static Archive open(InputStream from, String database, AtomicLong bytes) throws IOException {
        try (InputStream unpacked = new Counted(new GZIPInputStream(new Unclosable(from), 1 << 16), bytes)) {
            return ArchiveReader.read(unpacked, database);
        } catch (EOFException e) {
            throw new IOException("it is empty or cut off", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        file.write(buffer, offset, length);
        pipe.write(buffer, offset, length);
        pipe.flush();
    }

    @Override
    public void close() throws IOException {
        pipe.close();
        file.close();
    }

    /** Ends the reading of what will never be whole; the file is not closed. */
    void abandon() {
        try {
            pipe.close();
            reader.join();
        } catch (IOException e) {
            reader.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bytes of documents so far, decompressed. */
    long bytes() {
        return bytes.get();
    }

    /**
     * What was in it; to be asked after {@link #close}.
     *
     * @throws IOException where it was no archive; the message says why
     */
    Archive archive() throws IOException {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure != null) {
            throw failure;
        }
        return archive;
    }

    private static final class Counted extends FilterInputStream {
        private final AtomicLong bytes;

        Counted(InputStream in, AtomicLong bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                bytes.incrementAndGet();
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                bytes.addAndGet(read);
            }
            return read;
        }
    }

    /** The rest of what comes is read by somebody else. */
    private static final class Unclosable extends FilterInputStream {
        Unclosable(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // stays open
        }
    }
}
