package io.jenkins.plugins.ratchet.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * A backup that was taken and is to be proven.
 *
 * @param takenAt the moment whose state it holds, by the store's own clock where it has one
 * @param schemaVersion what the configured query answered at that moment; null where there is none or it failed
 * @param content what is in it, in the terms of its kind; written to the manifest as JSON
 * @param notes what a reader of the backup should know
 * @param prover proves the backup, from the files as they were kept
 */
public record Captured(
        Instant takenAt,
        String schemaVersion,
        BackupManifest.Source source,
        BackupManifest.Client client,
        Object content,
        List<String> notes,
        Prover prover) {

    /** Shows that the backup can be restored, or throws {@link io.jenkins.plugins.ratchet.outcome.RunException}. */
    @FunctionalInterface
    public interface Prover {
        /** @return what was shown; null where nothing could be, which leaves the backup unproven */
        BackupManifest.Proof prove() throws IOException;
    }
}
