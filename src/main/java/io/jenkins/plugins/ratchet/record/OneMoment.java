package io.jenkins.plugins.ratchet.record;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether what was backed up of several databases belongs to one moment: the only place that decides it. */
public final class OneMoment {
    private OneMoment() {}

    /**
     * What to know before several databases are restored together; empty where there is nothing to know. Each backup is
     * consistent in itself. Where nothing stops the writers meanwhile, several of them never are.
     */
    public static Optional<String> note(Collection<String> databases) {
        TreeSet<String> names = new TreeSet<>(databases);
        return names.size() < 2
                ? Optional.empty()
                : Optional.of("the databases of this upgrade were not captured at one moment: "
                        + String.join(", ", names) + " each have their own");
    }

    /** The same of the backups of an upgrade; those that were captured while their writers were stopped need none. */
    public static Optional<String> noteOf(List<BackupEntry> backups) {
        Set<Instant> quiet = backups.stream()
                .map(BackupEntry::quietSince)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (quiet.size() == 1 && backups.stream().allMatch(backup -> backup.quietSince() != null)) {
            return Optional.empty();
        }
        return note(backups.stream().map(BackupEntry::database).toList());
    }
}
