package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.mongo.Documents.Sum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What the documents of a collection are, in whatever order they come: how many, and the sum of their SHA-256.
 *
 * <p>An archive holds documents in the order of the disk, a server hands them out in another, and sorting them would cost
 * an index scan at the source. A sum needs neither, so that source, archive and restored copy are compared by the same
 * digest. It is kept in parts, by the beginning of each document's own digest: a document that is written to changes two
 * of them and leaves the others comparable.
 */
final class DocumentSet {
    /** So many that some ten thousand changed documents still leave parts untouched. */
    static final int PARTS = 4096;

    private static final int SHIFT = 52;

    private final MessageDigest sha256 = sha256();
    private final Sum[] parts = new Sum[PARTS];
    private long bytes;

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param document one whole BSON document */
    void add(ByteBuffer document) {
        bytes += document.remaining();
        sha256.update(document);
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        int part = (int) (digest.getLong(0) >>> SHIFT);
        if (parts[part] == null) {
            parts[part] = new Sum();
        }
        parts[part].add(digest.getLong(0), digest.getLong(8), digest.getLong(16), digest.getLong(24));
    }

    Documents documents() {
        return new Documents(parts.clone(), bytes);
    }
}
