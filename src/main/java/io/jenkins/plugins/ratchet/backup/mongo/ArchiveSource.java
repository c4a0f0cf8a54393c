package io.jenkins.plugins.ratchet.backup.mongo;

import java.io.IOException;
import java.io.InputStream;

/** A kept archive that can be opened, perhaps several times. */
@FunctionalInterface
interface ArchiveSource {
    InputStream open() throws IOException;
}
