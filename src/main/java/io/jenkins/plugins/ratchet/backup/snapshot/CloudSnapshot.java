package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A snapshot as its provider describes it.
 *
 * @param id by which the provider finds it
 * @param arn its full name at the provider
 * @param sourceId what identifies its source, as {@link CloudSource#resourceId}
 * @param state the provider's own word
 * @param percent how far it is; null where the provider does not tell
 * @param bytes its size or that of the storage in it; null where the provider does not tell
 * @param encrypted null where the provider does not tell
 * @param key of the encryption; null where it is the provider's own
 * @param takenAt the moment whose state it holds, by the provider's clock; null while it is not known
 * @param answer what the provider said, kept with the backup
 */
record CloudSnapshot(
        String id,
        String arn,
        String sourceId,
        Phase phase,
        String state,
        Integer percent,
        Long bytes,
        Boolean encrypted,
        String key,
        Instant takenAt,
        JsonNode answer) {

    /** What the provider's word means. */
    enum Phase {
        CREATING,
        AVAILABLE,
        /** Final, and of no use. */
        BAD
    }
}
