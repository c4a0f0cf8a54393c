package io.jenkins.plugins.ratchet.backup.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Compares an archive with the database that it was read from, which goes on being written to. The source is read before
 * and after the dump; what both readings agree upon must be in the archive, the rest cannot be compared by content.
 */
final class LiveComparison {
    private final DatabaseReading before;
    private final Archive archive;
    private final DatabaseReading after;
    private final List<String> differences = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private long equal;

    private LiveComparison(DatabaseReading before, Archive archive, DatabaseReading after) {
        this.before = before;
        this.archive = archive;
        this.after = after;
    }

    /**
     * @param equal documents that are the same in the archive as in the source before and after the dump
     * @param notCompared documents of the archive beside these: written to meanwhile, or beside one that was
     * @param changed collections that were written to, or came or went, while the dump was taken
     */
    record Result(long equal, long notCompared, List<String> changed) {
        /** Whether it is the state of one moment: nothing at all was written while it was taken. */
        boolean oneMoment() {
            return changed.isEmpty();
        }
    }

    /** What was found, and what should not have been. */
    record Verdict(Result result, List<String> differences) {}

    static Verdict compare(DatabaseReading before, Archive archive, DatabaseReading after) {
        return new LiveComparison(before, archive, after).compare();
    }

    private Verdict compare() {
        TreeSet<String> names = new TreeSet<>(before.definitions().keySet());
        names.addAll(after.definitions().keySet());
        names.addAll(archive.definitions().keySet());
        names.forEach(this::compare);
        long documents = archive.documents().values().stream()
                .mapToLong(Documents::count)
                .sum();
        return new Verdict(new Result(equal, Math.max(0, documents - equal), changed), differences);
    }

    private void compare(String name) {
        Definition first = before.definitions().get(name);
        Definition last = after.definitions().get(name);
        Definition dumped = archive.definitions().get(name);
        if (first == null || last == null) {
            changed.add(name); // it came or went meanwhile, e.g. the temporary output of an aggregation
            return;
        }
        if (!first.equals(last)) {
            differences.add("collection " + name
                    + " was defined anew while the backup was taken: something migrates the" + " database right now");
        } else if (dumped == null) {
            differences.add("collection " + name + " is missing");
        } else if (!dumped.equals(first)) {
            CollectionState.of(first, Documents.NONE)
                    .differences(CollectionState.of(dumped, Documents.NONE))
                    .forEach(difference -> differences.add("collection " + name + " " + difference));
        } else {
            content(name);
        }
    }

    private void content(String name) {
        Documents first = before.documents().get(name);
        Documents last = after.documents().get(name);
        Documents dumped = archive.documents().get(name);
        Documents.Agreement agreement = first.with(last, dumped);
        equal += agreement.settled();
        if (agreement.missing() > 0) {
            differences.add("collection " + name + " differs (" + dumped.count() + " documents, " + first.count()
                    + " at the source) in what the source had both before and after");
        }
        if (!first.digest().equals(last.digest())) {
            changed.add(name);
        }
    }
}
