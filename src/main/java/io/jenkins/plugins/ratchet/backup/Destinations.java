package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.DestinationName;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** Finds the place that a text names, be it where backups go or where one lies. */
final class Destinations {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private final Map<String, String> environment;
    private final Events events;

    /** @param environment its PATH is where rclone is looked for */
    Destinations(Map<String, String> environment, Events events) {
        this.environment = Map.copyOf(environment);
        this.events = events;
    }

    /** @param to an absolute directory, or {@code rclone:REMOTE:PATH} */
    Destination at(String to, BackupPolicy policy) {
        DestinationName.problem(to).ifPresent(problem -> {
            throw RunException.usage("the place for backups " + problem);
        });
        if (!to.startsWith(DestinationName.RCLONE)) {
            return new DirectoryDestination(Path.of(to));
        }
        return new RemoteDestination(Rclone.find(environment), remote(to), staging(policy), events);
    }

    /** The files of a backup, by the location that the record remembers. */
    KeptFiles files(String location, BackupPolicy policy, Stop stop) {
        if (!location.startsWith(DestinationName.RCLONE)) {
            return new DirectoryFiles(Path.of(location));
        }
        long bandwidth = policy.bandwidth() == null ? 0 : policy.bandwidth().bytesPerSecond();
        return new RemoteFiles(Rclone.find(environment), remote(location), bandwidth, events, stop);
    }

    private static String remote(String text) {
        return text.substring(DestinationName.RCLONE.length());
    }

    static Path staging(BackupPolicy policy) {
        if (policy.staging() != null) {
            return Path.of(policy.staging()).toAbsolutePath();
        }
        Path directory =
                Path.of(System.getProperty("java.io.tmpdir"), "ratchet-staging-" + System.getProperty("user.name"));
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (FileAlreadyExistsException e) {
            requirePrivate(directory);
        } catch (IOException e) {
            throw RunException.unavailable(
                    directory + " cannot be made: " + e + "; name a directory at backups.staging", e);
        }
        return directory;
    }

    /** The temporary directory is everybody's: whoever made this before us may not read along. */
    private static void requirePrivate(Path directory) {
        try {
            boolean ours = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                            .getName()
                            .equals(System.getProperty("user.name"))
                    && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                            .equals(PRIVATE);
            if (!ours) {
                throw RunException.unavailable(
                        directory + " is not a directory that only you can read; name another at backups.staging");
            }
        } catch (IOException e) {
            throw RunException.unavailable(directory + " cannot be used: " + e, e);
        }
    }
}
