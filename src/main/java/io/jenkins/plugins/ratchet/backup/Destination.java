package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A place that holds backups: for each run a directory, in it one for each data store, in that its files and the manifest
 * {@code backup.json}, which comes last. What has no manifest is no backup.
 */
interface Destination {
    /** As the user writes it: a directory, or {@code rclone:REMOTE:PATH}. */
    String name();

    /** A directory of this machine that takes what does not stream; it need not exist yet. */
    Path disk();

    /** Whether what streams leaves this machine without touching {@link #disk}. */
    boolean remote();

    /** Removes what dead runs left half done, and says what that was. */
    List<String> removeLeftovers(Stop stop);

    /** Begins a run, under a name that nobody else uses. */
    Run open(BackupContext context);

    /** Every backup that has a manifest, readable or not. */
    List<KeptBackup> list(Stop stop) throws IOException;

    /**
     * Removes a backup. Whatever interrupts that, what is left no longer looks like a backup, and the next run removes
     * it.
     *
     * @return whether it is gone by this call; false where it was gone already, or belongs to a living run
     */
    boolean remove(KeptBackup backup, Stop stop) throws IOException;

    /** One run that takes backups. */
    interface Run extends AutoCloseable {
        /** Where its backups come to lie, for messages. */
        String name();

        /** @param estimatedBytes an upper estimate of the size of the backup's files; 0 where it is not known */
        BackupFiles begin(String database, long estimatedBytes) throws IOException;

        /** Sees to it that every file is where it is kept, and is there what it was when it was written. */
        void keep(BackupFiles files, Map<String, FileState> states) throws IOException;

        /** Makes the backup complete. @return its location, as the record remembers it */
        String complete(BackupFiles files, byte[] manifest) throws IOException;

        /** Removes what is left of a backup that did not become complete; after {@link #complete} there is nothing. */
        void discard(BackupFiles files) throws IOException;

        @Override
        void close();
    }
}
