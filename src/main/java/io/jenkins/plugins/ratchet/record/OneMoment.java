package io.jenkins.plugins.ratchet.record;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether what was backed up of several databases belongs to one moment: the only place that decides it. */
public final class OneMoment {
    private OneMoment() {}

    /**
     * What to know before several databases are restored together; empty where there is nothing to know. Each backup is
     * consistent in itself. As long as nothing stops the writers meanwhile, several of them never are.
     */
    public static Optional<String> note(Collection<String> databases) {
        TreeSet<String> names = new TreeSet<>(databases);
        return names.size() < 2
                ? Optional.empty()
                : Optional.of("the databases of this upgrade were not captured at one moment: "
                        + String.join(", ", names) + " each have their own");
    }

    /** The same of the backups of an upgrade. */
    public static Optional<String> noteOf(List<BackupEntry> backups) {
        return note(backups.stream().map(BackupEntry::database).toList());
    }
}
