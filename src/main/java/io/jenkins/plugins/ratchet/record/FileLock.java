package io.jenkins.plugins.ratchet.record;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock as a file that the operating system locks for a process: it is free the moment that the process is gone,
 * however it went.
 */
public final class FileLock implements UpgradeLock {
    private static final int TRIES = 10;
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Held by this process. Its files must not be opened again: closing any of them would let all locks on it go. */
    private static final Map<Path, FileLock> OURS = new ConcurrentHashMap<>();

    private final Path file;
    private final String holder;
    private FileChannel channel;
    private Object inode;

    private FileLock(Path file, String holder) {
        this.file = file;
        this.holder = holder;
    }

    /** @throws LockHeldException if another run holds it */
    static FileLock acquire(Path lockFile, String startedBy) {
        Path file = lockFile.toAbsolutePath().normalize();
        FileLock lock = new FileLock(
                file,
                startedBy + " (" + Holder.self().identity() + ") since "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        FileLock other = OURS.putIfAbsent(file, lock);
        if (other != null) {
            throw new LockHeldException(other.holder);
        }
        boolean taken = false;
        try {
            taken = lock.take();
        } catch (IOException e) {
            throw RunException.unavailable("the lock " + file + " cannot be taken: " + e.getMessage(), e);
        } finally {
            if (!taken) {
                lock.release();
            }
        }
        if (!taken) {
            throw new LockHeldException(named(file));
        }
        DurableFile.write(holderFile(file), lock.holder + "\n");
        return lock;
    }

    /** Who holds the lock right now, in words. */
    static Optional<String> holder(Path lockFile) {
        Path file = lockFile.toAbsolutePath().normalize();
        FileLock ours = OURS.get(file);
        if (ours != null) {
            return Optional.of(ours.holder);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null ? Optional.of(named(file)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw RunException.unavailable("the lock " + file + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    private boolean take() throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        for (int tries = 0; channel.tryLock() == null; tries++) {
            // Whoever asks for the holder has the lock for a moment, too.
            if (tries == TRIES) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        inode = inode();
        return inode != null;
    }

    /** Null where the file is gone. */
    private Object inode() {
        try {
            return Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }

    /** A file that was replaced can be locked by somebody else. */
    @Override
    public String lostBecause() {
        Object found = inode();
        return inode.equals(found)
                ? null
                : "somebody " + (found == null ? "deleted" : "replaced") + " the file " + file;
    }

    @Override
    public void close() {
        release();
    }

    private void release() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is free at the latest when this process ends.
        } finally {
            OURS.remove(file, this);
        }
    }

    /** As its holder wrote it down; whoever was that fast has not yet. */
    private static String named(Path file) {
        try {
            return Files.readString(holderFile(file)).strip();
        } catch (IOException e) {
            return "another process of this machine";
        }
    }

    private static Path holderFile(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - ".lock".length()) + ".holder");
    }
}
