package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

    /** Whether the dump comes to lie elsewhere than among the backup's files. */
    default boolean keepsElsewhere() {
        return false;
    }

    /** Where it lies then; empty before it does. */
    default Optional<JobDump> elsewhere() {
        return Optional.empty();
    }

    /** A dump that programs of this machine can read. */
    interface Here extends AutoCloseable {
        Path path();

        @Override
        default void close() {}

        static Here of(FetchedDump.Fetched fetched) {
            return new Here() {
                @Override
                public Path path() {
                    return fetched.path();
                }

                @Override
                public void close() {
                    fetched.close();
                }
            };
        }
    }

    /** @param dump where it is among the backup's files */
    default Here here(Path dump) throws IOException {
        return () -> dump;
    }

    /** Room of this machine that is needed for {@link #here}, beside the backup's own files. */
    default List<SpaceNeed> spaceNeeds(long bytes) {
        return List.of();
    }

    /** Removes a dump that is no backup from where {@link #elsewhere} says. */
    default void discard() {}

    /** What a run that died may have left running. */
    default List<Store.Leftovers> leftovers() {
        return List.of();
    }
}
