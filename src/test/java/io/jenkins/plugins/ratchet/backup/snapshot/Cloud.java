package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.DeclaredStore;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Fake providers: the command lines in {@code src/test/resources/cloud}, with a state of their own. */
final class Cloud {
    final RecordedEvents events = new RecordedEvents();
    final AtomicBoolean cancelled = new AtomicBoolean();
    final Path backups;
    private final Path bin;
    private final Path state;

    Cloud(Path directory) throws IOException {
        bin = Files.createDirectories(directory.resolve("bin"));
        state = Files.createDirectories(bin.resolve("state"));
        backups = directory.resolve("backups");
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/cloud"))) {
            for (Path file : files.toList()) {
                Path copy = Files.copy(file, bin.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /** What shall happen, in this order; the last word stays. */
    Cloud will(String what, String... words) {
        try {
            Files.writeString(state.resolve(what), String.join("\n", words) + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void uninstall(String tool) throws IOException {
        Files.delete(bin.resolve(tool));
    }

    List<String> calls() throws IOException {
        Path calls = state.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    List<String> names(String what) throws IOException {
        if (!Files.exists(state.resolve(what))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(state.resolve(what))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    void addInstance(String name, String content) throws IOException {
        Files.createDirectories(state.resolve("instances"));
        Files.writeString(state.resolve("instances").resolve(name), content + "\n");
    }

    BackupEntry backUp(String yaml) {
        return run(yaml, "20261121-093015-3fa2");
    }

    List<BackupEntry> backUp(List<String> yamls, int parallel) {
        return all().backUp(
                        yamls.stream().map(this::request).toList(),
                        backups,
                        new BackupPolicy(null, parallel, 2, null),
                        "20261121-093015-3fa2");
    }

    BackupEntry run(String yaml, String upgrade) {
        return all().backUp(List.of(request(yaml)), backups, new BackupPolicy(null, 2, 2, null), upgrade)
                .get(0);
    }

    BackupRequest request(String yaml) {
        Settings settings =
                new Settings(Path.of("."), Map.of(), null, null, MissingNode.getInstance(), new Redaction());
        return new BackupRequest(DeclaredStore.of(yaml), new Addresses(settings));
    }

    KeptBackups kept() {
        return new KeptBackups(
                List.of(store()),
                events,
                cancelled::get,
                Clock.systemUTC(),
                Map.of(),
                new BackupPolicy(null, 2, 2, null));
    }

    SnapshotStore store() {
        return new SnapshotStore(new Postgres(), "apps/shop", List.of(bin));
    }

    Backups all() {
        return new Backups(List.of(store()), events, cancelled::get, Clock.systemUTC());
    }

    /** Whether nothing that looks like a backup is there. */
    boolean empty() throws IOException {
        if (!Files.exists(backups)) {
            return true;
        }
        try (Stream<Path> left = Files.walk(backups)) {
            return left.allMatch(path -> path.equals(backups));
        }
    }
}
