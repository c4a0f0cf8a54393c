package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Says whether a recorded backup is still the one that was proven.
 *
 * <p>The chain of trust: the record holds the manifest's checksum, the manifest holds every file's. So whoever can
 * change the files but not the record cannot pass another backup off as the proven one.
 */
final class BackupAudit {
    private final List<Store> stores;

    BackupAudit(List<Store> stores) {
        this.stores = stores;
    }

    /** Empty where the backup is intact. Reads every byte of it. */
    Optional<String> defect(BackupEntry entry) {
        Path location = Path.of(entry.location());
        Path file = location.resolve(BackupManifest.FILE_NAME);
        try {
            if (!Files.isDirectory(location, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("there is no backup at " + location);
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("the manifest " + file + " is missing");
            }
            byte[] json = Files.readAllBytes(file);
            if (!Sha256.of(json).equals(entry.manifestSha256())) {
                return Optional.of("the manifest " + file
                        + " is not the recorded one: its SHA-256 differs, so it was edited or replaced");
            }
            BackupManifest manifest = Json.mapper().readValue(json, BackupManifest.class);
            return contradiction(entry, manifest)
                    .or(() -> changedFile(location, manifest.files()))
                    .or(() -> unusable(manifest, location));
        } catch (IOException e) {
            return Optional.of("the manifest " + file + " cannot be read: " + e);
        }
    }

    private static Optional<String> contradiction(BackupEntry entry, BackupManifest manifest) {
        if (manifest.format() != BackupManifest.FORMAT || manifest.source() == null || manifest.files() == null) {
            return Optional.of("the manifest has format " + manifest.format() + ": expected " + BackupManifest.FORMAT);
        }
        if (manifest.proof() == null || entry.proof() == null) {
            return Optional.of("nothing was proven about it");
        }
        return differs("proof", entry.proof(), manifest.proof().method())
                .or(() -> differs("database", entry.database(), manifest.database()))
                .or(() -> differs("kind", entry.kind(), manifest.kind()))
                .or(() -> differs("method", entry.method(), manifest.method()))
                .or(() -> differs("server", entry.server(), manifest.source().server()))
                .or(() -> differs(
                        "source database",
                        entry.sourceDatabase(),
                        manifest.source().database()))
                .or(() -> differs("moment", entry.takenAt(), manifest.takenAt()))
                .or(() -> differs("size", entry.bytes(), manifest.bytes()))
                .or(() -> differs("schema version", entry.schemaVersion(), manifest.schemaVersion()));
    }

    private Optional<String> unusable(BackupManifest manifest, Path location) {
        return stores.stream()
                .filter(store -> store.takes(manifest.kind(), manifest.method()))
                .findFirst()
                .flatMap(store -> store.defect(manifest, location));
    }

    private static Optional<String> differs(String what, Object recorded, Object found) {
        return Objects.equals(recorded, found)
                ? Optional.empty()
                : Optional.of("the record and the manifest name different values for " + what + ": " + recorded
                        + " and " + found);
    }

    private static Optional<String> changedFile(Path location, Map<String, FileState> files) {
        TreeSet<String> missing = new TreeSet<>(files.keySet());
        String[] defect = {null};
        try {
            Files.walkFileTree(location, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = Durable.name(location, file);
                    if (name.equals(BackupManifest.FILE_NAME)) {
                        return FileVisitResult.CONTINUE;
                    }
                    missing.remove(name);
                    defect[0] = change(name, file, attributes, files.get(name));
                    return defect[0] == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }
            });
        } catch (IOException e) {
            return Optional.of("a file cannot be read: " + e);
        }
        if (defect[0] == null && !missing.isEmpty()) {
            defect[0] = "file " + missing.first() + " is missing";
        }
        return Optional.ofNullable(defect[0]);
    }

    private static String change(String name, Path file, BasicFileAttributes attributes, FileState expected)
            throws IOException {
        if (expected == null || !attributes.isRegularFile()) {
            return "file " + name + " does not belong to it";
        }
        if (attributes.size() != expected.bytes()) {
            return "file " + name + " has " + attributes.size() + " bytes, expected " + expected.bytes();
        }
        return Durable.digest(file, false).sha256().equals(expected.sha256())
                ? null
                : "file " + name + " was changed: its SHA-256 differs";
    }
}
