package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes one store's backup: capture, checksums, proof, upload, manifest; a backup when all is done. */
final class BackupRun {
    private final BackupContext context;
    private final Destination.Run run;
    private final String release;
    private final List<String> notes;

    /**
     * @param release the release that the backups are of; null where there is none
     * @param notes what holds for all backups of the run
     */
    BackupRun(BackupContext context, Destination.Run run, String release, List<String> notes) {
        this.context = context;
        this.run = run;
        this.release = release;
        this.notes = List.copyOf(notes);
    }

    /** One that was captured, and is to be proven. */
    record Half(Backups.Task task, BackupFiles files, Captured captured, Map<String, FileState> states, long start) {}

    BackupEntry take(Backups.Task task) {
        return finish(capture(task), null);
    }

    Half capture(Backups.Task task) {
        String name = task.request().name();
        Events events = context.events();
        long start = System.nanoTime();
        BackupFiles files = null;
        boolean done = false;
        try {
            files = run.begin(name, task.subject().estimatedBytes());
            Captured captured = task.subject().capture(files);
            Map<String, FileState> states = files.seal(context.stop());
            long bytes = states.values().stream().mapToLong(FileState::bytes).sum();
            Long source = captured.source().bytes();
            events.fact(
                    "backup",
                    name + ": captured " + (source == null ? "" : Units.bytes(source) + " into ") + Units.bytes(bytes)
                            + " in " + Units.duration(since(start)));
            done = true;
            return new Half(task, files, captured, states, start);
        } catch (IOException e) {
            throw unwritable(name, e);
        } finally {
            if (!done) {
                discard(files);
            }
        }
    }

    /** Proves it, and gives it its name. @param quiet while no writer ran; null where they went on */
    BackupEntry finish(Half half, BackupManifest.Quiet quiet) {
        String name = half.task().request().name();
        Events events = context.events();
        BackupFiles files = half.files();
        try {
            BackupManifest.Proof proof = half.captured().prover().prove();
            run.keep(files, half.states());
            BackupManifest manifest = manifest(half, proof, quiet);
            byte[] json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
            context.stop().check();
            String location = run.complete(files, json);
            events.fact(
                    "backup",
                    name
                            + (proof == null
                                    ? ": NOT proven"
                                    : ": proven by " + proof.method() + " in " + Units.duration(proof.took()))
                            + ", kept in " + location);
            return entry(manifest, location, Sha256.of(json));
        } catch (IOException e) {
            throw unwritable(name, e);
        } finally {
            discard(files);
        }
    }

    private RunException unwritable(String name, IOException e) {
        context.stop().check();
        return RunException.failed("database " + name + ": the backup cannot be written to " + run.name() + ": "
                + (e.getClass() == IOException.class ? e.getMessage() : e.toString()));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private BackupManifest manifest(Half half, BackupManifest.Proof proof, BackupManifest.Quiet quiet) {
        BackupRequest request = half.task().request();
        Captured captured = half.captured();
        List<String> all = new ArrayList<>(captured.notes());
        all.addAll(notes);
        return new BackupManifest(
                BackupManifest.FORMAT,
                request.name(),
                request.database().kind().name(),
                request.database().method().name(),
                release,
                context.upgrade(),
                captured.takenAt(),
                Instant.now(context.clock()),
                since(half.start()),
                captured.source(),
                captured.client(),
                captured.schemaVersion(),
                half.states().values().stream().mapToLong(FileState::bytes).sum(),
                proof,
                Json.mapper().valueToTree(captured.content()),
                half.states(),
                all,
                quiet);
    }

    private static BackupEntry entry(BackupManifest manifest, String location, String sha256) {
        return new BackupEntry(
                manifest.database(),
                manifest.kind(),
                manifest.method(),
                location,
                sha256,
                manifest.proof() == null ? null : manifest.proof().method(),
                manifest.source().server(),
                manifest.source().database(),
                manifest.takenAt(),
                manifest.bytes(),
                manifest.took(),
                manifest.schemaVersion(),
                manifest.quiet() == null ? null : manifest.quiet().since());
    }

    /** Removes what is left of it; to be done twice is no harm. */
    void discard(BackupFiles files) {
        if (files == null) {
            return;
        }
        try {
            run.discard(files);
        } catch (IOException e) {
            context.events()
                    .fact(
                            "backup",
                            "could not remove what is left of " + files.database() + " in " + run.name() + " ("
                                    + e.getMessage() + "); the next backup removes it");
        }
    }
}
