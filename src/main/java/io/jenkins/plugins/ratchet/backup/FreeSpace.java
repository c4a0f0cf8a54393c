package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the disks of this machine can hold the backups and the restored copies. A disk that takes both needs the sum. */
final class FreeSpace {
    private FreeSpace() {}

    /** Bytes needed on a disk, and the words for why. */
    private static final class Need {
        private long bytes;
        private final StringBuilder why = new StringBuilder();

        void add(long more, String reason) {
            bytes += more;
            why.append(why.isEmpty() ? "" : ", ")
                    .append("up to ")
                    .append(Units.bytes(more))
                    .append(" for ")
                    .append(reason);
        }
    }

    static void check(List<Backups.Task> tasks, Destination to) {
        Map<FileStore, Need> needs = new LinkedHashMap<>();
        try {
            FileStore destination = Files.getFileStore(existing(to.disk()));
            for (Backups.Task task : tasks) {
                boolean passes = to.remote() && task.subject().streams();
                long bytes = passes ? 0 : task.subject().estimatedBytes();
                need(
                        needs,
                        destination,
                        bytes,
                        "the backup of " + task.request().name());
                for (SpaceNeed more : task.subject().spaceNeeds()) {
                    need(needs, Files.getFileStore(more.directory()), more.bytes(), more.why());
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
            throw RunException.unavailable("the backup directory " + to.disk() + " cannot be used: " + e, e);
        }
    }

    private static void need(Map<FileStore, Need> needs, FileStore store, long bytes, String why) {
        if (bytes > 0) {
            needs.computeIfAbsent(store, key -> new Need()).add(bytes, why);
        }
    }

    /** The nearest directory that exists already. */
    private static Path existing(Path path) {
        Path candidate = path.toAbsolutePath();
        while (!Files.exists(candidate)) {
            candidate = candidate.getParent();
        }
        return candidate;
    }
}
