package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** How mongodump is run, and where. */
interface Dumper {
    /** What it leaves: {@value}. */
    String ARCHIVE = "dump.archive.gz";

    /** For the manifest. */
    BackupManifest.Client client();

    /** In a few words, for the log. */
    String description();

    /** Whether the archive comes to lie elsewhere than among the backup's files, where {@link #take} leaves it. */
    default boolean keepsElsewhere() {
        return false;
    }

    /** Leaves the archive there. */
    default JobDump take() {
        throw new UnsupportedOperationException(description() + " keeps no archive elsewhere");
    }

    /** Opens what {@link #take} left. */
    default ArchiveSource taken() {
        throw new UnsupportedOperationException(description() + " keeps no archive elsewhere");
    }

    /** Removes what {@link #take} left, where it is no backup. */
    default void discard() {}

    /** Room of this machine that is needed, beside the backup's own files. */
    default List<SpaceNeed> spaceNeeds(long bytes) {
        return List.of();
    }

    /** What a run that died may have left running. */
    default List<Store.Leftovers> leftovers() {
        return List.of();
    }

    /**
     * Writes the archive, compressed, and returns when all of it was written and mongodump has ended well.
     *
     * @param to closed after the last byte, and only where all went well
     */
    void dump(OutputStream to) throws IOException;
}
