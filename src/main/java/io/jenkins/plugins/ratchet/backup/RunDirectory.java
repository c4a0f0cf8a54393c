package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory {@code DIR/<upgrade>-<UTC time>} of one run, with one complete directory for each database.
 *
 * <p>A backup grows under {@code .<database>.partial-<pid>} and gets its name when nothing is missing any more. While a
 * run lives it holds a lock on {@code .lock}, which the operating system takes back even after kill -9: so the next run
 * knows which leftovers are nobody's.
 */
final class RunDirectory implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String LOCK = ".lock";
    private static final String MAKING = ".lock-";
    private static final String PARTIAL = ".partial-";
    private static final Pattern NAME = Pattern.compile(".+-\\d{8}T\\d{6}Z(-\\d+)?");
    /** No run needs longer between making its directory and locking it. */
    private static final long MAKING_SECONDS = 60;

    private static final long WRITER_SECONDS = 10;

    /** A file lock belongs to the whole JVM, and closing any channel of the file gives it up. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lockFile;

    private RunDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /** Makes a directory that nobody else uses. */
    static RunDirectory create(Path to, String upgrade, Clock clock) {
        String name = fileName(upgrade) + "-" + TIME.format(Instant.now(clock));
        try {
            Path parent = Files.createDirectories(to).toRealPath();
            for (int attempt = 1; attempt < 1000; attempt++) {
                Path directory = parent.resolve(attempt == 1 ? name : name + "-" + attempt);
                try {
                    Files.createDirectory(directory);
                } catch (FileAlreadyExistsException e) {
                    continue;
                }
                OURS.add(directory);
                // Gets its name when it is locked already: so one that can be locked is nobody's.
                Path making = directory.resolve(MAKING + ProcessHandle.current().pid());
                FileChannel lockFile =
                        FileChannel.open(making, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                lockFile.lock();
                Files.move(making, directory.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
                Durable.sync(parent);
                return new RunDirectory(directory, lockFile);
            }
            throw RunException.failed(to + " holds too many backups named " + name);
        } catch (IOException e) {
            throw RunException.unavailable("the backup directory " + to + " cannot be written: " + e, e);
        }
    }

    /** An empty directory for what is not complete yet. */
    Path partial(String database) throws IOException {
        return Files.createDirectory(directory.resolve(
                "." + fileName(database) + PARTIAL + ProcessHandle.current().pid()));
    }

    /** Gives a complete, synced partial directory its name. */
    Path complete(Path partial, String database) throws IOException {
        Path target = directory.resolve(fileName(database));
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        Durable.sync(directory);
        return target;
    }

    Path path() {
        return directory;
    }

    /** Gives up the lock; a directory in which nothing came to be disappears. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(directory.resolve(LOCK));
            lockFile.close();
            Files.delete(directory);
        } catch (IOException e) {
            // It holds complete backups, so it stays.
        } finally {
            OURS.remove(directory);
        }
    }

    /** Removes what dead runs left half done, and says what that was. */
    static List<Path> removeLeftovers(Path to) {
        List<Path> removed = new ArrayList<>();
        if (!Files.isDirectory(to)) {
            return removed;
        }
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(to.toRealPath(), Files::isDirectory)) {
            for (Path run : runs) {
                List<Path> leftovers = leftovers(run);
                if (!OURS.contains(run) && (leftovers.isEmpty() ? neverLocked(run) : abandoned(run.resolve(LOCK)))) {
                    for (Path leftover : leftovers) {
                        endWriters(leftover);
                        Durable.deleteTree(leftover);
                        removed.add(leftover);
                    }
                    deleteIfEmpty(run);
                }
            }
        } catch (IOException e) {
            // Another run may be clearing the same; what is left is for the next one.
        }
        return removed;
    }

    private static List<Path> leftovers(Path run) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(run)) {
            entries.filter(entry -> {
                        String name = entry.getFileName().toString();
                        return name.equals(LOCK) || name.startsWith(".") && name.contains(PARTIAL);
                    })
                    .forEach(found::add);
        }
        found.sort(Comparator.comparing(path -> path.endsWith(LOCK))); // last: what is interrupted here is found again
        return found;
    }

    /** Whether a run died between making this directory and locking it; then there is nothing in it. */
    private static boolean neverLocked(Path run) throws IOException {
        if (!NAME.matcher(run.getFileName().toString()).matches()
                || Files.getLastModifiedTime(run)
                        .toInstant()
                        .isAfter(Instant.now().minusSeconds(MAKING_SECONDS))) {
            return false;
        }
        try (Stream<Path> entries = Files.list(run)) {
            List<Path> all = entries.toList();
            if (!all.stream().allMatch(entry -> entry.getFileName().toString().startsWith(MAKING))) {
                return false;
            }
            for (Path entry : all) {
                Files.deleteIfExists(entry);
            }
            return true;
        }
    }

    /** pg_dump and its like outlive a run that was killed, and would go on to write what is being removed. */
    private static void endWriters(Path leftover) {
        String written = "=" + leftover + java.io.File.separator;
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> Stream.of(arguments).anyMatch(argument -> argument.contains(written)))
                        .orElse(false))
                .forEach(process -> {
                    process.destroyForcibly();
                    try {
                        process.onExit().get(WRITER_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (ExecutionException | TimeoutException e) {
                        // It hangs in the kernel; what it still writes is for the next run to remove.
                    }
                });
    }

    private static boolean abandoned(Path lock) {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (NoSuchFileException e) {
            return true; // its run had begun to clear up
        } catch (IOException e) {
            return false; // a file system without locks: better leave it than harm a living run
        }
    }

    /** Whether the run of a directory still lives. */
    static boolean inUse(Path run) {
        return OURS.contains(run) || !abandoned(run.resolve(LOCK));
    }

    /** Takes a complete backup its name, at once, so that what is left of it is a leftover; false where it is gone. */
    static boolean unname(Path backup) throws IOException {
        Path leftover = backup.resolveSibling(
                "." + backup.getFileName() + PARTIAL + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            Files.move(backup, leftover, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return false;
        }
        Durable.sync(backup.getParent());
        Durable.deleteTree(leftover);
        deleteIfEmpty(backup.getParent());
        return true;
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            // Complete backups are in it.
        }
    }

    /** The name as a file name: whatever could mean something to a file system is percent-encoded. */
    static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte b : name.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            boolean plain = b >= '0' && b <= '9'
                    || b >= 'A' && b <= 'Z'
                    || b >= 'a' && b <= 'z'
                    || b == '_'
                    || b == '-'
                    || b == '.' && safe.length() > 0;
            if (plain) {
                safe.append((char) b);
            } else {
                safe.append(String.format("%%%02X", b & 0xff));
            }
        }
        return safe.length() == 0 ? "%" : safe.toString();
    }
}
