package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Takes one store's backup: capture, checksums, proof, manifest; named when all is done. */
final class BackupRun {
    private final BackupContext context;
    private final RunDirectory directory;

    BackupRun(BackupContext context, RunDirectory directory) {
        this.context = context;
        this.directory = directory;
    }

    BackupEntry take(Backups.Task task) {
        String name = task.request().name();
        Events events = context.events();
        long start = System.nanoTime();
        Path partial = null;
        try {
            partial = directory.partial(name);
            BackupFiles files = new BackupFiles(partial);
            Captured captured = task.subject().capture(files);
            Map<String, FileState> states = files.seal(context.stop());
            long bytes = states.values().stream().mapToLong(FileState::bytes).sum();
            Long source = captured.source().bytes();
            events.fact(
                    "backup",
                    name + ": captured " + (source == null ? "" : Units.bytes(source) + " into ") + Units.bytes(bytes)
                            + " in " + Units.duration(since(start)));
            BackupManifest.Proof proof = captured.prover().prove();
            Duration took = since(start);
            BackupManifest manifest = manifest(task.request(), captured, states, bytes, proof, took);
            byte[] json = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
            context.stop().check();
            Durable.write(partial.resolve(BackupManifest.FILE_NAME), json);
            Durable.sync(partial);
            Path location = directory.complete(partial, name);
            events.fact(
                    "backup",
                    name
                            + (proof == null
                                    ? ": NOT proven"
                                    : ": proven by " + proof.method() + " in " + Units.duration(proof.took()))
                            + ", kept in " + location);
            return entry(manifest, location, Sha256.of(json));
        } catch (IOException e) {
            context.stop().check();
            throw RunException.failed(
                    "database " + name + ": the backup cannot be written to " + directory.path() + ": " + e);
        } finally {
            remove(partial);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private BackupManifest manifest(
            BackupRequest request,
            Captured captured,
            Map<String, FileState> files,
            long bytes,
            BackupManifest.Proof proof,
            Duration took) {
        return new BackupManifest(
                BackupManifest.FORMAT,
                request.name(),
                request.database().kind().name(),
                request.database().method().name(),
                context.upgrade(),
                captured.takenAt(),
                Instant.now(context.clock()),
                took,
                captured.source(),
                captured.client(),
                captured.schemaVersion(),
                bytes,
                proof,
                Json.mapper().valueToTree(captured.content()),
                files,
                List.copyOf(captured.notes()));
    }

    private static BackupEntry entry(BackupManifest manifest, Path location, String sha256) {
        return new BackupEntry(
                manifest.database(),
                manifest.kind(),
                manifest.method(),
                location.toString(),
                sha256,
                manifest.proof() == null ? null : manifest.proof().method(),
                manifest.source().server(),
                manifest.source().database(),
                manifest.takenAt(),
                manifest.bytes(),
                manifest.took(),
                manifest.schemaVersion());
    }

    private void remove(Path partial) {
        if (partial == null) {
            return;
        }
        try {
            Durable.deleteTree(partial);
        } catch (IOException e) {
            context.events().fact("backup", "could not remove " + partial + " (" + e + "); the next backup removes it");
        }
    }
}
