package io.jenkins.plugins.ratchet.record;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** Whether what was backed up of several databases belongs to one moment: the only place that decides it. */
public final class OneMoment {
    private static final String SNAPSHOT = "snapshot";

    private OneMoment() {}

    /**
     * What to know before several databases are restored together; empty where there is nothing to know. Each backup is
     * consistent in itself. Where nothing stops the writers meanwhile, several of them are only where one snapshot of a
     * server that they share holds them.
     *
     * @param moments names of the databases, those of one moment together
     */
    public static Optional<String> note(Collection<List<String>> moments) {
        if (moments.size() < 2) {
            return Optional.empty();
        }
        String names = moments.stream()
                .map(together -> String.join(" with ", new TreeSet<>(together)))
                .sorted()
                .collect(Collectors.joining(", "));
        return Optional.of(
                "the databases of this upgrade were not captured at one moment: " + names + " each have their own");
    }

    /**
     * The same of the newest backups of an upgrade; those that were captured while their writers were stopped need none.
     */
    public static Optional<String> noteOf(List<BackupEntry> all) {
        Collection<BackupEntry> backups = all.stream()
                .collect(Collectors.toMap(
                        BackupEntry::database,
                        backup -> backup,
                        BinaryOperator.maxBy(Comparator.comparing(BackupEntry::takenAt))))
                .values();
        Set<Instant> quiet = backups.stream()
                .map(BackupEntry::quietSince)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (quiet.size() == 1 && backups.stream().allMatch(backup -> backup.quietSince() != null)) {
            return Optional.empty();
        }
        return note(backups.stream()
                .collect(Collectors.groupingBy(
                        OneMoment::of, Collectors.mapping(BackupEntry::database, Collectors.toList())))
                .values());
    }

    /** One snapshot of a server is of one moment; every other backup has its own. */
    private static String of(BackupEntry backup) {
        return backup.method().equals(SNAPSHOT)
                ? SNAPSHOT + " of " + backup.server() + " at " + backup.takenAt()
                : "database " + backup.database();
    }
}
