package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/** An archive that a Job left elsewhere: fetched and compared with its checksum each time it is opened, and removed here when it is closed. */
record FetchedArchive(FetchedDump fetcher, JobDump dump, String doing) implements ArchiveSource {

    @Override
    public InputStream open() throws IOException {
        FetchedDump.Fetched fetched = fetcher.fetch(dump, doing);
        try {
            return new FilterInputStream(Files.newInputStream(fetched.path())) {
                @Override
                public void close() throws IOException {
                    try {
                        super.close();
                    } finally {
                        fetched.close();
                    }
                }
            };
        } catch (IOException e) {
            fetched.close();
            throw e;
        }
    }
}
