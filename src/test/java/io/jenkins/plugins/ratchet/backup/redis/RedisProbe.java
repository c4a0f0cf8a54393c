package io.jenkins.plugins.ratchet.backup.redis;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.RedisAddress;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests for the tests, and looks at what is left behind. */
final class RedisProbe {
    private RedisProbe() {}

    static Backups backups(Events events) {
        return backups(events, OnPath.directories(System.getenv()));
    }

    static Backups backups(Events events, List<Path> serverDirectories) {
        return new Backups(List.of(new RedisDump(serverDirectories)), events, () -> false, Clock.systemUTC());
    }

    static BackupRequest request(RedisAddress address) {
        return request(address, Database.Proof.restore);
    }

    static BackupRequest request(RedisAddress address, Database.Proof proof) {
        return new BackupRequest(
                DatabaseFixture.redis(address.name(), connection(address), proof), new Addresses(settings()));
    }

    /** Literal ones only. */
    static Settings settings() {
        return new Settings(Path.of("."), Map.of(), null, null, MissingNode.getInstance(), new Redaction());
    }

    private static Connection connection(RedisAddress address) {
        return new Connection(
                null,
                Setting.of(address.host()),
                Setting.of(Integer.toString(address.port())),
                null,
                address.user() == null ? null : Setting.of(address.user()),
                address.password() == null ? null : Setting.of(address.password()),
                address.sslmode() == null ? null : Setting.of(address.sslmode()),
                address.sslrootcert() == null ? null : Setting.of(address.sslrootcert()),
                null);
    }

    /** Directories of scratch servers in the directory for temporary files. */
    static List<Path> scratchDirectories() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("ratchet-redis-"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
