package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.Store;
import java.util.ArrayList;
import java.util.List;

/** Temporary instances that a run of this release left behind when it died: they cost money until they are deleted. */
record AbandonedInstances(SnapshotSubject subject, TemporaryInstances instances) implements Store.Leftovers {
    @Override
    public List<String> remove() {
        List<String> removed = new ArrayList<>();
        Patience patience = new Patience(subject, subject.settings().timeout());
        for (String name : patience.ask("looking for temporary instances", () -> instances.of(subject.owner()))) {
            patience.ask("deleting the temporary instance " + name, () -> {
                instances.delete(name);
                return true;
            });
            removed.add("deleted the temporary instance " + name);
        }
        return removed;
    }
}
