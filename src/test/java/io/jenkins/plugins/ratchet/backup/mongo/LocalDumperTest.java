package io.jenkins.plugins.ratchet.backup.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDumperTest {
    @TempDir
    private Path directory;

    @Test
    void thePasswordIsInAPrivateFileThatIsGoneAfterwardsAndNowhereElse() throws Exception {
        Path program = Files.writeString(directory.resolve("mongodump"), """
                #!/bin/sh
                echo "$@" > %1$s/arguments
                env > %1$s/environment
                for a in "$@"; do case "$a" in --config=*) F=${a#--config=};; esac; done
                cp "$F" %1$s/config
                stat -c '%%a' "$F" "$(dirname "$F")" > %1$s/modes
                echo "$F" > %1$s/name
                echo archive
                """.formatted(directory));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        MongoAddress address = new MongoAddress(
                "documents",
                false,
                List.of("a:27017", "b:27017"),
                "shop",
                "backup",
                "p@ss\"w:/rd",
                Map.of("authSource", "admin"),
                "verify-full",
                "/etc/ca.pem",
                null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordedEvents events = new RecordedEvents();
        try (Stop stop = new Stop(() -> false)) {
            BackupContext context =
                    new BackupContext(events, stop, Clock.systemUTC(), new BackupPolicy(null, 1, 3, null), "u-1");
            new LocalDumper(context, address, new MongoTools(program, program, "100.9.0")).dump(out);
        }

        assertThat(out.toString()).isEqualTo("archive\n");
        assertThat(Files.readString(directory.resolve("arguments")))
                .doesNotContain("p@ss", "p%40ss")
                .contains("--db=shop --archive --gzip --numParallelCollections=3");
        assertThat(Files.readString(directory.resolve("environment"))).doesNotContain("p@ss", "p%40ss");
        assertThat(Files.readString(directory.resolve("config")).strip())
                .startsWith("uri: \"mongodb://backup:p%40ss%22w%3A%2Frd@a:27017,b:27017/?authSource=admin&tls=true")
                .contains("tlsCAFile=%2Fetc%2Fca.pem");
        assertThat(Files.readAllLines(directory.resolve("modes"))).containsExactly("600", "700");
        assertThat(Path.of(Files.readString(directory.resolve("name")).strip())).doesNotExist();
    }
}
