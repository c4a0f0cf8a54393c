package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.config.Database;

/**
 * A database that passed all preconditions.
 *
 * @param server what identifies its server
 * @param scratch null where the proof restores nothing
 */
record Prepared(
        BackupRequest request,
        SourceDatabase source,
        String server,
        ClientTools client,
        Compression compression,
        ScratchServer scratch) {

    String name() {
        return request.name();
    }

    boolean provenByRestore() {
        return request.database().proof() == Database.Proof.restore;
    }
}
