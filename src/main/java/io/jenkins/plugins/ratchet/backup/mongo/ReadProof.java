package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Proves that the archive, as it is kept, is the one that mongodump wrote: every document is read back. Whether a server
 * takes it is not shown.
 */
final class ReadProof {
    private final MongoSubject subject;

    ReadProof(MongoSubject subject) {
        this.subject = subject;
    }

    BackupManifest.Proof prove(ArchiveSource kept, MongoContent content) {
        long start = System.nanoTime();
        Archive archive;
        try (InputStream in = kept.open()) {
            archive = ArchiveTap.open(in, subject.address().database(), new AtomicLong());
        } catch (IOException e) {
            throw RunException.failed("database " + subject.name() + ": the archive is no backup: " + e.getMessage());
        }
        List<String> differences = content.differences(archive.collections());
        if (!differences.isEmpty()) {
            throw RunException.failed("database " + subject.name()
                    + ": the archive does not hold what the manifest says, so it is no backup: "
                    + MongoSubject.some(differences));
        }
        return new BackupManifest.Proof(
                "read",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of(
                        "every document, by number and content",
                        "definitions and indexes of the collections",
                        "mongodump's checksum of each collection"),
                List.of("nothing was restored: whether a server takes these documents and indexes is not proven"));
    }
}
