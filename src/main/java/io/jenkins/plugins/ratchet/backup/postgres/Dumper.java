package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.Store;
import java.io.IOException;
import java.util.List;

/** How pg_dump is run, and where. */
interface Dumper {
    /** What it leaves: {@value} is a directory or, of pg_dump's custom format, a file; pg_restore takes both. */
    String DUMP = "dump";

    /** For the manifest. */
    BackupManifest.Client client();

    /** In a few words, for the log. */
    String description();

    /**
     * Starts to write {@link #DUMP}.
     *
     * @param snapshot an exported snapshot
     */
    RunningClient start(BackupFiles files, String snapshot) throws IOException;

    /** What a run that died may have left running. */
    default List<Store.Leftovers> leftovers() {
        return List.of();
    }
}
