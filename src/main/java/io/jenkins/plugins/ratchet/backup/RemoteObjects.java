package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Files on remotes that somebody else's rclone wrote, as this machine's rclone reaches them.
 *
 * @param environment its PATH is where rclone is looked for
 * @param bandwidth bytes a second; 0 for no limit
 */
public record RemoteObjects(Map<String, String> environment, long bandwidth) {
    private static final int BUFFER = 1 << 17;

    public RemoteObjects {
        environment = Map.copyOf(environment);
    }

    public static RemoteObjects of(Map<String, String> environment, BackupPolicy policy) {
        return new RemoteObjects(
                environment, policy.bandwidth() == null ? 0 : policy.bandwidth().bytesPerSecond());
    }

    private Rclone rclone() {
        return Rclone.find(environment);
    }

    /**
     * Finds out whether rclone is here and knows the place.
     *
     * @param path {@code REMOTE:PATH}; nothing needs to be there yet
     */
    public void require(String path, Stop stop) {
        try {
            rclone().look(path, stop);
        } catch (IOException e) {
            stop.check();
            throw RunException.unavailable(
                    path + " cannot be read from this machine: " + e.getMessage()
                            + "; the rclone here must know the remote by the same name as the Job's",
                    e);
        }
    }

    /** Copies a file to here. @param to is not closed */
    public void copy(String file, OutputStream to, LongConsumer progress, Stop stop) throws IOException {
        long done = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = rclone().read(file, bandwidth, stop)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.write(buffer, 0, read);
                done += read;
                progress.accept(done);
            }
        }
    }

    /** SHA-256 of a file, computed here from what the remote delivers. */
    public String sha256(String file, Stop stop) throws IOException {
        Sha256 digest = new Sha256();
        copy(file, new DigestStream(digest), done -> {}, stop);
        return digest.hex();
    }

    private static final class DigestStream extends OutputStream {
        private final Sha256 digest;

        DigestStream(Sha256 digest) {
            this.digest = digest;
        }

        @Override
        public void write(int one) {
            digest.update(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            digest.update(buffer, offset, length);
        }
    }

    /** Gives a file another name on its remote. */
    public void move(String from, String to, Stop stop) throws IOException {
        rclone().move(from, to, stop);
    }

    /** Removes a directory with everything in it, if it is there. */
    public void remove(String directory, Stop stop) throws IOException {
        rclone().purge(directory, stop);
    }

    /** What an rclone needs in its environment to take a stream of about that size, and no faster than it may. */
    public static Map<String, String> forStream(long estimatedBytes, long bandwidth) {
        return Rclone.forStream(estimatedBytes, bandwidth);
    }
}
