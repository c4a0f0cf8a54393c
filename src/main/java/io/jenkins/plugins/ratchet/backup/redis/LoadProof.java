package io.jenkins.plugins.ratchet.backup.redis;

import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Proves a snapshot by loading it into a scratch server and comparing that with the source. */
final class LoadProof {
    private static final int SHOWN = 8;

    private final RedisSubject subject;
    private final Events events;
    private final Stop stop;

    LoadProof(RedisSubject subject) {
        this.subject = subject;
        this.events = subject.context().events();
        this.stop = subject.context().stop();
    }

    BackupManifest.Proof prove(BackupFiles files, ChangedKeys changes) throws IOException {
        long start = System.nanoTime();
        events.fact("proof", subject.name() + ": loading into a scratch server");
        try (ScratchServer server = ScratchServer.start(
                        subject.program(),
                        files,
                        subject.name(),
                        stop,
                        percent -> events.progress("proof", subject.name() + " (loading)", percent, 100));
                RedisConnection restored = server.connect();
                RedisConnection live = RedisConnection.open(subject.address())) {
            LiveComparison.Result result;
            Stop.Registration endRestored = stop.whenRequested(restored::close);
            Stop.Registration endLive = stop.whenRequested(live::close);
            try (endRestored;
                    endLive) {
                result = compare(live, restored, changes);
            }
            judge(result);
            events.fact(
                    "proof",
                    subject.name() + ": equal to the source: " + result.equal() + " keys, " + result.streams()
                            + " of them streams; " + result.changed() + " were written to meanwhile, "
                            + result.expired() + " expired");
            return new BackupManifest.Proof(
                    "restore",
                    "a scratch server on this machine",
                    subject.program().version(),
                    Duration.ofNanos(System.nanoTime() - start),
                    List.of(
                            "keys",
                            "types",
                            "expiries",
                            "values",
                            "streams with their groups, consumers and pending entries",
                            "functions"),
                    notes(result));
        } catch (IOException e) {
            stop.check();
            throw RedisConnection.failure(subject.address(), e);
        }
    }

    private LiveComparison.Result compare(RedisConnection live, RedisConnection restored, ChangedKeys changes)
            throws IOException {
        boolean exact = ServerProgram.compare(subject.source().version(), "7.0") >= 0
                && subject.program().atLeast("7.0");
        return new LiveComparison(live, restored, exact, changes, stop)
                .compare(done -> events.progress(
                        "proof",
                        subject.name() + " (comparing)",
                        done,
                        subject.source().allKeys()));
    }

    private void judge(LiveComparison.Result result) {
        List<String> differences = result.differences();
        if (!differences.isEmpty()) {
            throw RunException.failed("database " + subject.name()
                    + ": what was loaded is not what the server held, so it is no backup: "
                    + String.join("; ", differences.subList(0, Math.min(SHOWN, differences.size())))
                    + (differences.size() > SHOWN ? "; and " + (differences.size() - SHOWN) + " more" : ""));
        }
        if (result.equal() == 0 && result.changed() > 0) {
            throw RunException.failed("database " + subject.name() + ": every one of its keys was written to while the"
                    + " backup was taken, so nothing could be compared; stop what writes to it and start again");
        }
    }

    private static List<String> notes(LiveComparison.Result result) {
        List<String> notes = new ArrayList<>();
        if (result.changed() > 0) {
            notes.add(result.changed() + " keys were written to while the backup was taken and are not compared by"
                    + " content, beside " + result.equal() + " that are equal");
        }
        if (result.expired() > 0) {
            notes.add(result.expired() + " keys expired while the backup was compared");
        }
        notes.add(
                "how long pending entries have been idle, and the expiry of single fields of hashes, are in the backup"
                        + " and were not compared");
        return notes;
    }
}
