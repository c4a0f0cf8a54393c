package io.jenkins.plugins.ratchet.record;

/** Where the record of a release is kept. */
public interface RecordStore {

    /**
     * The record as it was read.
     *
     * @param record null where there is none
     * @param version what a later write must find unchanged; null where there is no record
     * @param defect why the record cannot be trusted, in words; null where nothing is wrong with it
     */
    record Stored(UpgradeRecord record, String version, String defect) {}

    Stored read();

    /**
     * Writes the record if nothing has written it since {@code previous} was read.
     *
     * @throws RecordConflictException if something has
     */
    Stored write(UpgradeRecord record, Stored previous);
}
