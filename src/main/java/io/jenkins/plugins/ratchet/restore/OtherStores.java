package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The stores of a restore whose servers do not tell by names how far they are: the record does. That the exchange of one
 * begins is written down before its first effect; that it is over, after its comparison.
 */
final class OtherStores implements AutoCloseable {
    private final RestoreContext context;
    private final UpgradeLock lock;
    private final RestoreRecorder recorder;
    private final List<StoreSubject> subjects;
    private final Map<String, String> contents = new HashMap<>();

    OtherStores(RestoreContext context, UpgradeLock lock, RestoreRecorder recorder, List<StoreSubject> subjects) {
        this.context = context;
        this.lock = lock;
        this.recorder = recorder;
        this.subjects = List.copyOf(subjects);
    }

    private RestoredDatabase names(StoreSubject subject) {
        return recorder.restore().database(subject.name()).orElseThrow();
    }

    /** Makes ready what is not in its place yet; nothing that is in use is touched. */
    void prepare() {
        for (StoreSubject subject : subjects) {
            if (names(subject).done() == null) {
                lock.requireHeld("database " + subject.name() + " was restored");
                subject.restore().prepare();
            }
        }
    }

    /** Values that lead the release to what was prepared; with {@link #prepare}, all addresses are known. */
    Map<String, String> repoint() {
        Map<String, String> values = new TreeMap<>();
        for (StoreSubject subject : subjects) {
            subject.restore()
                    .move()
                    .ifPresent(move -> values.putAll(Repoint.of(subject.database(), move.here(), move.there())
                            .values()));
        }
        return values;
    }

    /** Whether something that was in use may have been changed. */
    boolean begun() {
        return recorder.restore().databases().stream().anyMatch(each -> each.begun() != null);
    }

    /** Nobody writes any more: backs up what will be overwritten, once, before anything at all is exchanged. */
    void keepPresent() {
        for (StoreSubject subject : subjects) {
            if (subject.restore().overwrites() && names(subject).kept() == null) {
                keepPresent(subject);
            }
        }
    }

    /** Nobody writes any more. */
    void exchange() {
        for (StoreSubject subject : subjects) {
            if (names(subject).done() != null) {
                continue;
            }
            lock.requireHeld("database " + subject.name() + " was restored");
            if (names(subject).begun() == null) {
                update(subject, names -> names.begunAt(Instant.now()));
            }
            fact(subject.name() + ": restoring the backup of " + subject.entry().takenAt() + " into "
                    + subject.restore().restored());
            String content = subject.restore().exchange();
            update(subject, names -> names.doneAt(Instant.now()));
            fact(subject.name() + ": " + content);
            contents.put(subject.name(), content);
        }
    }

    private void keepPresent(StoreSubject subject) {
        fact(subject.name() + ": backing up what is in use, before it is overwritten");
        BackupEntry kept = context.present()
                .take(
                        subject.database(),
                        place(subject.entry()),
                        recorder.restore().upgrade());
        if (!kept.proven()) {
            throw RunException.failed("database " + subject.name() + ": what is in use was backed up, but not proven;"
                    + " nothing of it was overwritten");
        }
        update(subject, names -> names.keptAs(kept.location()));
    }

    /** Where the run lies that the backup belongs to. */
    private static String place(BackupEntry entry) {
        String run = entry.location().substring(0, entry.location().lastIndexOf('/'));
        return run.substring(0, run.lastIndexOf('/'));
    }

    /** Removes what was made ready, after a restore that will not be ended. */
    void discard() {
        subjects.forEach(subject -> subject.restore().discard());
    }

    /** What was done, in words, by this run and by those before it. */
    List<String> done() {
        return subjects.stream()
                .map(subject -> "database " + subject.name() + " is as of "
                        + subject.entry().takenAt()
                        + Optional.ofNullable(contents.get(subject.name()))
                                .map(content -> ": " + content)
                                .orElse("")
                        + (names(subject).kept() == null
                                ? ""
                                : "; what was in use is backed up in "
                                        + names(subject).kept()))
                .toList();
    }

    private void update(StoreSubject subject, UnaryOperator<RestoredDatabase> change) {
        recorder.update(restore -> restore.with(restore.databases().stream()
                .map(each -> each.database().equals(subject.name()) ? change.apply(each) : each)
                .toList()));
    }

    private void fact(String text) {
        Events events = context.release().events();
        events.fact("restore", text);
    }

    @Override
    public void close() {
        subjects.stream().map(StoreSubject::restore).forEach(StoreRestore::close);
    }
}
