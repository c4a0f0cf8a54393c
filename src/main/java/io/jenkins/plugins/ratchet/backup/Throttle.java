package io.jenkins.plugins.ratchet.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** Keeps a stream to a rate. */
final class Throttle {
    /** A slice is a tenth of a second's worth: small enough that a stop is heard soon. */
    private static final int SLICES_PER_SECOND = 10;

    private final long bytesPerSecond;
    private long next = System.nanoTime();

    /** @param bytesPerSecond 0 for no limit */
    Throttle(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    OutputStream limit(OutputStream target) {
        return bytesPerSecond == 0 ? target : new Limited(target);
    }

    /** Waits for this many bytes' turn. */
    private void await(int bytes) throws IOException {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            next = Math.max(next, now) + (long) (bytes * (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond);
            wait = next - now;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while keeping to the bandwidth limit");
        }
    }

    private final class Limited extends FilterOutputStream {
        private final int slice = (int) Math.max(1, Math.min(1 << 20, bytesPerSecond / SLICES_PER_SECOND));

        private Limited(OutputStream target) {
            super(target);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += slice) {
                int part = Math.min(slice, length - done);
                await(part);
                out.write(buffer, offset + done, part);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
