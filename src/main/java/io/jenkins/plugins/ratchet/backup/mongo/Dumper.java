package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import java.io.IOException;
import java.io.OutputStream;

/** How mongodump is run, and where. */
interface Dumper {
    /** What it leaves: {@value}. */
    String ARCHIVE = "dump.archive.gz";

    /** For the manifest. */
    BackupManifest.Client client();

    /** In a few words, for the log. */
    String description();

    /**
     * Writes the archive, compressed, and returns when all of it was written and mongodump has ended well.
     *
     * @param to closed after the last byte, and only where all went well
     */
    void dump(OutputStream to) throws IOException;
}
