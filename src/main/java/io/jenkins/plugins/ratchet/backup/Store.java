package io.jenkins.plugins.ratchet.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One way of backing up one kind of data store, e.g. PostgreSQL by pg_dump. */
public interface Store {
    /**
     * Whether this is the way that is asked for.
     *
     * @param kind a {@link io.jenkins.plugins.ratchet.config.Database.Kind}
     * @param method a {@link io.jenkins.plugins.ratchet.config.Database.Method}
     */
    boolean takes(String kind, String method);

    /**
     * Finds what would make the backup or its proof fail later. Changes nothing anywhere.
     *
     * @throws io.jenkins.plugins.ratchet.outcome.RunException {@code USAGE} for what the user can mend, {@code
     *     UNAVAILABLE} for a missing tool or server
     */
    Subject check(BackupRequest request, BackupContext context);

    /**
     * Why a backup whose files are all as they were proven cannot be used from here; empty where it can.
     *
     * @param location the directory with its manifest
     */
    default Optional<String> defect(BackupManifest manifest, Path location) {
        return Optional.empty();
    }

    /**
     * As {@link #defect(BackupManifest, Path)}, where the backup's files are not on this machine: for stores whose data is
     * kept by somebody who can be asked all the same.
     */
    default Optional<String> defect(BackupManifest manifest) {
        return Optional.empty();
    }

    /**
     * Proves a backup once more, as strongly as that can be done now, by its files alone; its checksums were found right.
     *
     * @param directory its files, with the manifest
     * @return what was shown; empty where the method knows nothing beyond checksums
     * @throws io.jenkins.plugins.ratchet.outcome.RunException where it is no backup
     */
    default Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        return Optional.empty();
    }

    /**
     * Removes what of a backup lies elsewhere than among its files, once its manifest is gone.
     *
     * @return what stays and where, for the user; empty where nothing does
     */
    default Optional<String> forget(BackupManifest manifest, Stop stop) {
        return Optional.empty();
    }

    /** Whether {@link #restore} knows a way. */
    default boolean restores() {
        return false;
    }

    /** How a backup of this method goes back; empty where Ratchet cannot bring it back, or not in this way. */
    default Optional<StoreRestore> restore(RestoreTask task) {
        return Optional.empty();
    }

    /** A data store that passed all checks. */
    interface Subject {
        /** What will be backed up and how, in one line for the log; no secret. */
        String description();

        /** Free space needed on disks of this machine, beside the backup's own files. */
        default List<SpaceNeed> spaceNeeds() {
            return List.of();
        }

        /** An upper estimate of the size of the backup's files, in bytes; 0 where they are small. */
        default long estimatedBytes() {
            return 0;
        }

        /** Whether the bulk of it goes through {@link BackupFiles#create}, and so past the disk to a remote place. */
        default boolean streams() {
            return false;
        }

        /** Where a run that died may have left something. Equal ones are looked through once. */
        default List<Leftovers> leftovers() {
            return List.of();
        }

        /** The same, knowing all that are backed up in the same run: those of one source may have things in common. */
        default Subject among(List<Subject> all) {
            return this;
        }

        /** What its moment hangs on while writers go on: those whose is the same are captured at one moment. */
        default Object moment() {
            return this;
        }

        /** Takes the backup. What it leaves in {@code files} is the backup. */
        Captured capture(BackupFiles files) throws IOException;
    }

    /** Something outside of the backup's directory that a dead run may have left behind, e.g. scratch databases. */
    interface Leftovers {
        /** Removes what is nobody's, and names it. What a living run uses stays. */
        List<String> remove();
    }
}
