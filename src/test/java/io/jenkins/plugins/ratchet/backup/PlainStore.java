package io.jenkins.plugins.ratchet.backup;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A data store of nothing but bytes: one file that streams and one that a program would have written to the disk. */
record PlainStore(int bytes) implements Store {
    static final String STREAMED = "data/stream.bin";
    static final String WRITTEN = "written.bin";

    static BackupRequest request(String name) {
        Settings settings =
                new Settings(Path.of("."), Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(DatabaseFixture.postgres(name), new Addresses(settings));
    }

    @Override
    public boolean takes(String kind, String method) {
        return true;
    }

    byte[] content() {
        byte[] content = new byte[bytes];
        new Random(42).nextBytes(content);
        return content;
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        return new Subject() {
            @Override
            public String description() {
                return bytes + " bytes";
            }

            @Override
            public boolean streams() {
                return true;
            }

            @Override
            public Captured capture(BackupFiles files) throws IOException {
                byte[] content = content();
                Files.write(files.directory().resolve(WRITTEN), content);
                try (OutputStream out = files.create(STREAMED)) {
                    out.write(content);
                }
                return new Captured(
                        Instant.now(),
                        null,
                        new BackupManifest.Source("plain", "1", null, null, request.name(), "me", (long) bytes),
                        new BackupManifest.Client("none", "1", null, null),
                        Map.of(),
                        List.of(),
                        () -> prove(files, content));
            }
        };
    }

    private static BackupManifest.Proof prove(BackupFiles files, byte[] content) throws IOException {
        try (InputStream in = files.open(STREAMED)) {
            if (!Arrays.equals(in.readAllBytes(), content)) {
                throw new IOException("what streamed is not what comes back");
            }
        }
        return new BackupManifest.Proof("read", null, null, Duration.ZERO, List.of("bytes"), List.of());
    }
}
