package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the disk that a scratch database will be on. */
final class ScratchDisk {
    private ScratchDisk() {}

    /**
     * The scratch server's data directory, where it is on this machine and this user may look: its control file names
     * the same system identifier. Elsewhere the free space cannot be known; a full disk then fails the proof, cleanly.
     */
    static Optional<Path> dataDirectory(ScratchServer scratch, Postgres postgres) {
        if (!local(scratch.address())) {
            return Optional.empty();
        }
        try {
            Optional<Path> directory = postgres.singleValue(
                            scratch.address(), "SELECT current_setting('data_directory', true)")
                    .map(Path::of);
            if (directory.isPresent() && belongsTo(directory.get(), scratch.id())) {
                return directory;
            }
        } catch (RunException | IOException e) {
            // Only superusers may ask; or the directory is in a container, or not for this user to read.
        }
        return Optional.empty();
    }

    private static boolean belongsTo(Path directory, String systemIdentifier) throws IOException {
        try (InputStream control = Files.newInputStream(directory.resolve("global/pg_control"))) {
            byte[] first = control.readNBytes(Long.BYTES);
            return first.length == Long.BYTES
                    && Long.toUnsignedString(ByteBuffer.wrap(first)
                                    .order(ByteOrder.nativeOrder())
                                    .getLong())
                            .equals(systemIdentifier);
        }
    }

    private static boolean local(DatabaseAddress address) {
        try {
            InetAddress host = InetAddress.getByName(address.host());
            return host.isLoopbackAddress() || NetworkInterface.getByInetAddress(host) != null;
        } catch (IOException e) {
            return false;
        }
    }
}
