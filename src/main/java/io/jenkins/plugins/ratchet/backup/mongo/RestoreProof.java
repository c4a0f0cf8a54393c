package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Ticker;
import io.jenkins.plugins.ratchet.database.Mongo;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Proves an archive by restoring it into a scratch database and comparing that with what the archive holds. */
final class RestoreProof {
    private final MongoSubject subject;
    private final Events events;
    private final Stop stop;

    RestoreProof(MongoSubject subject) {
        this.subject = subject;
        this.events = subject.context().events();
        this.stop = subject.context().stop();
    }

    BackupManifest.Proof prove(ArchiveSource kept, MongoContent content) throws IOException {
        long start = System.nanoTime();
        try (MongoClient client = Mongo.open(subject.scratch());
                ScratchNamespace scratch =
                        ScratchNamespace.create(client, subject.context().upgrade(), subject.name())) {
            events.fact("proof", subject.name() + ": restoring into " + scratch.name());
            MongoAddress copy = subject.scratch().withDatabase(scratch.name());
            restore(kept, client, copy, content);
            DatabaseReading restored = DatabaseReading.of(
                    client.getDatabase(scratch.name()),
                    stop,
                    done -> events.progress("proof", subject.name() + " (comparing)", done, subject.bytes()));
            requireEqual(content, restored);
            events.fact(
                    "proof",
                    subject.name() + ": equal to the archive: "
                            + content.collections().size() + " collections, " + content.documents() + " documents, "
                            + content.indexes() + " indexes");
            String version = SourceServer.read(
                            client,
                            MongoDump.preference(copy),
                            subject.context().clock())
                    .version();
            return new BackupManifest.Proof(
                    "restore",
                    subject.scratch().server(),
                    version,
                    Duration.ofNanos(System.nanoTime() - start),
                    compared(content),
                    notes(content, version));
        } catch (MongoException e) {
            stop.check();
            throw Mongo.failure(subject.scratch(), e);
        }
    }

    private void restore(ArchiveSource kept, MongoClient client, MongoAddress copy, MongoContent content)
            throws IOException {
        boolean validated = content.collections().values().stream()
                .anyMatch(collection -> collection.options().contains("\"validator\""));
        try (InputStream archive = kept.open();
                Ticker progress = new Ticker("mongorestore-progress", () -> progress(client, copy))) {
            progress.start();
            new Restorer(
                            subject.tools(),
                            events,
                            stop,
                            subject.name(),
                            subject.context().policy().jobs())
                    .run(
                            archive,
                            subject.address().database(),
                            copy,
                            validated,
                            "database " + subject.name() + ": the dump could not be restored, so it is no backup");
        }
    }

    private void progress(MongoClient client, MongoAddress copy) {
        long done = DatabaseReading.statistics(client.getDatabase(copy.database()))
                .getNumber("dataSize")
                .longValue();
        events.progress("proof", subject.name(), done, subject.bytes());
    }

    private void requireEqual(MongoContent content, DatabaseReading restored) {
        List<String> differences = content.differences(restored.collections());
        if (!differences.isEmpty()) {
            throw RunException.failed("database " + subject.name()
                    + ": what was restored is not what was dumped, so it is no backup: "
                    + MongoSubject.some(differences));
        }
    }

    private static List<String> compared(MongoContent content) {
        List<String> compared = new ArrayList<>(List.of(
                "collections with their options",
                "indexes",
                "number and content of the documents of every collection, with the archive"));
        if (content.source() != null && content.source().equal() > 0) {
            compared.add(content.source().equal() + " documents, with the source before and after the dump");
        }
        return compared;
    }

    private List<String> notes(MongoContent content, String version) {
        List<String> notes = new ArrayList<>();
        if (content.source() != null && !content.source().oneMoment()) {
            notes.add(content.source().notCompared() + " documents of "
                    + content.source().changed()
                    + " were compared with the archive only: they were written to while it was taken");
        }
        if (!version.equals(subject.source().version())) {
            notes.add("restored on MongoDB " + version + ", dumped from "
                    + subject.source().version() + "; MongoDB supports that within one version only");
        }
        return notes;
    }
}
