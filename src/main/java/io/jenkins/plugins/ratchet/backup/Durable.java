package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** Files that are on the disk when a method returns, and their checksums. */
public final class Durable {
    private static final int BUFFER = 1 << 20;

    private Durable() {}

    /**
     * Every regular file below a directory, by its path with slashes; each one read once and synced, then the
     * directories. A file that is neither regular nor a directory (a link, a socket) has no place in a backup.
     *
     * @param known files that are synced and digested already
     */
    static Map<String, FileState> syncAndDigest(Path root, Map<String, FileState> known, Stop stop) throws IOException {
        Map<String, FileState> files = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                stop.check();
                if (!attributes.isRegularFile()) {
                    throw new IOException(file + " is no regular file");
                }
                String name = name(root, file);
                FileState state = known.get(name);
                files.put(name, state == null ? digest(file, true) : state);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                sync(directory);
                return super.postVisitDirectory(directory, e);
            }
        });
        return files;
    }

    public static String name(Path root, Path file) {
        return root.relativize(file).toString().replace(java.io.File.separatorChar, '/');
    }

    public static FileState digest(Path file, boolean sync) throws IOException {
        Sha256 digest = new Sha256();
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            InputStream in = Channels.newInputStream(channel);
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, read);
                bytes += read;
            }
            if (sync) {
                channel.force(true);
            }
        }
        return new FileState(bytes, digest.hex());
    }

    public static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            out.write(content);
            channel.force(true);
        }
    }

    /** Makes a file, or the entries of a directory, durable. */
    public static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Bytes of all files below a directory, while it is being written. */
    public static long bytes(Path root) {
        long[] sum = {0};
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // it went away meanwhile
                }
            });
        } catch (IOException e) {
            // Progress only: the sum so far will do.
        }
        return sum[0];
    }

    /** Makes every file below a directory durable, and the directories. */
    public static void syncTree(Path root, Stop stop) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                stop.check();
                if (attributes.isRegularFile()) {
                    sync(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                sync(directory);
                return super.postVisitDirectory(directory, e);
            }
        });
    }

    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // somebody else is at the same
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
