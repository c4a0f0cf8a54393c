package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the disks can hold the dumps and the restored copies.
 *
 * <p>A dump holds no indexes and is compressed, so the tables' size on disk is its upper estimate; it seldom comes to
 * half of that. A restored copy is at most as large as the source, since it has no bloat; the write-ahead log of the
 * restore comes on top: one fifth. A disk that takes both needs the sum.
 */
final class FreeSpace {
    private static final double DUMP_FACTOR = 1.0;
    private static final double SCRATCH_FACTOR = 1.2;

    private FreeSpace() {}

    /** Bytes needed on a disk, and the words for why. */
    private static final class Need {
        private long bytes;
        private final StringBuilder why = new StringBuilder();

        void add(long more, String reason) {
            bytes += more;
            why.append(why.isEmpty() ? "" : ", ").append(reason);
        }
    }

    static void check(List<Prepared> databases, Path to, Postgres postgres) {
        Map<FileStore, Need> needs = new HashMap<>();
        try {
            FileStore destination = Files.getFileStore(existing(to));
            for (Prepared database : databases) {
                long dump = (long) (database.source().tableBytes() * DUMP_FACTOR);
                need(needs, destination, dump, "up to " + Units.bytes(dump) + " for the dump of " + database.name());
                Optional<Path> directory = dataDirectory(database, postgres);
                if (directory.isPresent()) {
                    long scratch = (long) (database.source().bytes() * SCRATCH_FACTOR);
                    need(
                            needs,
                            Files.getFileStore(directory.get()),
                            scratch,
                            "up to " + Units.bytes(scratch) + " for the scratch database of " + database.name());
                }
            }
            for (Map.Entry<FileStore, Need> entry : needs.entrySet()) {
                long free = entry.getKey().getUsableSpace();
                if (free < entry.getValue().bytes) {
                    throw RunException.failed("not enough free space on " + entry.getKey() + ": "
                            + Units.bytes(free) + " free, needed " + Units.bytes(entry.getValue().bytes) + " ("
                            + entry.getValue().why + "); nothing was done");
                }
            }
        } catch (IOException e) {
            throw RunException.unavailable("the backup directory " + to + " cannot be used: " + e, e);
        }
    }

    private static void need(Map<FileStore, Need> needs, FileStore store, long bytes, String why) {
        needs.computeIfAbsent(store, key -> new Need()).add(bytes, why);
    }

    /** The nearest directory that exists already. */
    private static Path existing(Path path) {
        Path candidate = path.toAbsolutePath();
        while (!Files.exists(candidate)) {
            candidate = candidate.getParent();
        }
        return candidate;
    }

    /**
     * The scratch server's data directory, where it is on this machine and this user may look: its control file names
     * the same system identifier. Elsewhere the free space cannot be known; a full disk then fails the proof, cleanly.
     */
    private static Optional<Path> dataDirectory(Prepared database, Postgres postgres) {
        if (database.scratch() == null || !local(database.scratch().address())) {
            return Optional.empty();
        }
        try {
            Optional<Path> directory = postgres.singleValue(
                            database.scratch().address(), "SELECT current_setting('data_directory', true)")
                    .map(Path::of);
            if (directory.isPresent()
                    && belongsTo(directory.get(), database.scratch().id())) {
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
