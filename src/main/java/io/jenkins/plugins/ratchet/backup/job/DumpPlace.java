package io.jenkins.plugins.ratchet.backup.job;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.JobSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Where Jobs leave the dumps of a database. */
interface DumpPlace {
    /** @throws io.jenkins.plugins.ratchet.outcome.RunException {@code USAGE} where it is not there */
    void require(Stop stop);

    /** Copies a dump to here. @param to is closed after its last byte */
    void copy(JobDump dump, OutputStream to, LongConsumer progress, Stop stop, String purpose) throws IOException;

    /** SHA-256 of a dump as it lies there; every byte is read. */
    String sha256(JobDump dump, Stop stop, String purpose) throws IOException;

    /** Removes the directory of a dump. */
    void remove(JobDump dump, Stop stop, String purpose) throws IOException;

    /** After a Job ended well: gives what it left the name under which it is kept. @return that name */
    String settle(String directory, String file, Stop stop) throws IOException;

    /** After a Job did not: removes what of it is left. */
    void removePartial(String directory, Stop stop) throws IOException;

    /** What the Job tells whoever finds it after its run died; empty where its successor's script sees to it. */
    Optional<String> partial(String directory);

    /** In words, e.g. {@code the claim backups}. */
    static String words(JobSettings settings) {
        return settings.rclone() == null ? "the claim " + settings.claim() : settings.rclone();
    }

    static DumpPlace of(JobMeans means, JobSettings settings, String namespace, String database) {
        return settings.rclone() == null
                ? new ClaimPlace(means, settings, namespace, database)
                : new RemotePlace(means, settings, namespace, database);
    }
}
