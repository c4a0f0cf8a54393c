package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Suspended;
import io.jenkins.plugins.ratchet.cluster.Suspender;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RecordConflictException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Suspends objects, remembered in the record from before the first of them is changed until all of them are back; to be
 * used with the lock held. Every write rests on the one before.
 */
public final class Suspensions {
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final Suspender suspender;
    private final RecordStore records;
    private final Events events;
    private final Patience patience;
    private RecordStore.Stored stored;

    /** @param stored the record as it was read or written last; one is there */
    public Suspensions(Cluster cluster, RecordStore records, RecordStore.Stored stored, Events events) {
        this.suspender = new Suspender(cluster);
        this.records = records;
        this.events = events;
        this.patience = new Patience(OUTAGE, events);
        this.stored = stored;
    }

    /** The record as this has written it last. */
    public RecordStore.Stored stored() {
        return stored;
    }

    /**
     * Remembers them, then suspends them one by one. What is suspended for the same purpose already stays remembered.
     *
     * @throws RunException {@code FAILED} where somebody changed one of them since it was looked at; those before it are
     *     suspended then, and remembered
     */
    public void suspend(Suspension suspension) {
        List<Suspended> all = new ArrayList<>(stored.record()
                .suspension(suspension.purpose())
                .map(Suspension::objects)
                .orElse(List.of()));
        // What has to be suspended does not rest: what it holds now is what it is to have again.
        suspension.objects().forEach(each -> {
            all.removeIf(other -> same(other, each));
            all.add(each);
        });
        write(stored.record()
                .suspending(new Suspension(
                        suspension.purpose(), suspension.id(), suspension.startedBy(), suspension.at(), all)));
        for (Suspended object : suspension.objects()) {
            fact("suspends " + object);
            if (!patience.ask(() -> suspender.suspend(object))) {
                throw RunException.failed(
                        object.object() + " was changed by somebody else since it was looked at; run it again");
            }
        }
    }

    /**
     * Puts everything back that was suspended for this purpose, in the opposite order, and forgets it. What somebody
     * changed meanwhile stays as they left it.
     *
     * @return what was not put back, in words
     */
    public List<String> putBack(Suspension.Purpose purpose) {
        List<Suspended> objects = new ArrayList<>(
                stored.record().suspension(purpose).map(Suspension::objects).orElse(List.of()));
        Collections.reverse(objects);
        List<String> left = new ArrayList<>();
        for (Suspended object : objects) {
            Suspender.Restored restored = patience.ask(() -> suspender.restore(object));
            switch (restored.outcome()) {
                case PUT_BACK -> fact("puts back " + object);
                case AS_BEFORE -> {}
                case CHANGED ->
                    left.add(object + " was changed by somebody else meanwhile"
                            + (restored.found() == null ? "" : ", to " + restored.found()) + ", and stays so");
                case GONE -> left.add(object + " is gone");
            }
        }
        left.forEach(this::fact);
        if (stored.record().suspension(purpose).isPresent()) {
            write(stored.record().without(purpose));
        }
        return left;
    }

    private static boolean same(Suspended one, Suspended other) {
        return one.uid().equals(other.uid()) && one.field().equals(other.field());
    }

    /** Waits for an API server that is away; our own write whose answer was lost is recognised. */
    private void write(UpgradeRecord wanted) {
        stored = patience.ask(() -> {
            try {
                return records.write(wanted, stored);
            } catch (RecordConflictException e) {
                RecordStore.Stored found = records.read();
                if (found.defect() == null
                        && found.record() != null
                        && found.record().suspensions().equals(wanted.suspensions())) {
                    return found;
                }
                throw RunException.failed("what is suspended cannot be recorded: " + e.getMessage());
            }
        });
    }

    private void fact(String text) {
        events.fact("suspend", text);
    }
}
