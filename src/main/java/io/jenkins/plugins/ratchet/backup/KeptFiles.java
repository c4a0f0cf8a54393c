package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The files of one backup, where they lie. */
interface KeptFiles {
    /** Empty where there is no such backup. */
    Optional<byte[]> manifest() throws IOException;

    /** The first file that is missing, strange or changed; reads every byte. */
    Optional<String> change(Map<String, FileState> expected) throws IOException;

    /** The directory that holds them, where it is one of this machine. */
    Optional<Path> directory();

    /** @param into an empty directory that gets the files where they are not on this machine */
    Path fetch(Path into) throws IOException;
}
