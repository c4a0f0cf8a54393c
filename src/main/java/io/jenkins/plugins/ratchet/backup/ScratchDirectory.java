package io.jenkins.plugins.ratchet.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A directory of this machine that only this user may enter, for what a backup needs beside its own files: the socket
 * of a scratch server, a file with a password.
 *
 * <p>A lock on a file beside it is held while its run lives; the operating system takes it back even after kill -9, so
 * the next run knows what is nobody's.
 */
public final class ScratchDirectory implements AutoCloseable {
    private static final String PREFIX = "ratchet-";
    private static final String LOCK = ".lock";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A file lock belongs to the whole JVM, and closing any channel of the file gives it up. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private ScratchDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Makes an empty one in the directory for temporary files.
     *
     * @param purpose part of its name, e.g. {@code redis}
     */
    public static ScratchDirectory create(String purpose) throws IOException {
        return create(parent(), purpose);
    }

    /** As {@link #create(String)}, below a directory that exists. */
    public static ScratchDirectory create(Path parent, String purpose) throws IOException {
        Path path = parent.resolve(String.format("%s%s-%08x", PREFIX, purpose, RANDOM.nextInt()));
        OURS.add(path);
        FileChannel lockFile = null;
        try {
            lockFile = FileChannel.open(lock(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lockFile.lock();
            // After its lock, so that a directory without one is a leftover at once.
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new ScratchDirectory(path, lockFile);
        } catch (IOException e) {
            if (lockFile != null) {
                lockFile.close();
            }
            OURS.remove(path);
            throw e;
        }
    }

    /** Where such directories are made: below the one that is named, else in that for temporary files. */
    public static Path parent(String named) {
        return named == null ? parent() : Path.of(named).toAbsolutePath();
    }

    public Path path() {
        return path;
    }

    /** A new file that only this user may read. */
    public Path write(String name, byte[] content) throws IOException {
        Path file = path.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content);
        return file;
    }

    @Override
    public void close() {
        try {
            Durable.deleteTree(path);
            Files.deleteIfExists(lock(path));
            lockFile.close();
        } catch (IOException e) {
            // The next run removes what is left.
        } finally {
            OURS.remove(path);
        }
    }

    /**
     * What runs that died left for a purpose.
     *
     * @param before ends what may still work in a directory, before that is removed
     */
    public static Store.Leftovers leftovers(String purpose, Consumer<Path> before) {
        return leftovers(parent(), purpose, before);
    }

    /** As {@link #leftovers(String, Consumer)}, below another directory than that for temporary files. */
    public static Store.Leftovers leftovers(Path parent, String purpose, Consumer<Path> before) {
        return new Abandoned(parent, purpose, before);
    }

    private record Abandoned(Path parent, String purpose, Consumer<Path> before) implements Store.Leftovers {
        @Override
        public List<String> remove() {
            List<String> removed = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, PREFIX + purpose + "-*")) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    Path directory = name.endsWith(LOCK)
                            ? entry.resolveSibling(name.substring(0, name.length() - LOCK.length()))
                            : entry;
                    if (!OURS.contains(directory) && ours(entry) && remove(directory)) {
                        removed.add("removed " + directory);
                    }
                }
            } catch (IOException e) {
                // Another run may be clearing the same; what is left is for the next one.
            }
            return removed;
        }

        /** Whatever another user put there, so named, is left alone. */
        private static boolean ours(Path entry) throws IOException {
            return Files.getOwner(entry).getName().equals(System.getProperty("user.name"));
        }

        private boolean remove(Path directory) throws IOException {
            Path lock = lock(directory);
            boolean there = Files.isDirectory(directory);
            if (!there && justMade(lock)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.tryLock()) {
                if (held == null) {
                    return false;
                }
                before.accept(directory);
                Durable.deleteTree(directory);
                Files.deleteIfExists(lock);
                return there;
            } catch (OverlappingFileLockException e) {
                return false;
            }
        }

        private static boolean justMade(Path lock) throws IOException {
            return Files.exists(lock)
                    && Files.getLastModifiedTime(lock)
                            .toInstant()
                            .isAfter(Instant.now().minusSeconds(60));
        }
    }

    private static Path lock(Path directory) {
        return directory.resolveSibling(directory.getFileName() + LOCK);
    }

    /** The directory for temporary files. */
    public static Path parent() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }
}
